package io.tidemark.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods: their settings, ports, probes, times, rights and what they refer to. */
final class WorkloadChecks {
  /** Made by hand, as {@code k8s/README.md} says. */
  private static final Set<String> SECRETS =
      Set.of("tidemark-secrets", "tidemark-postgres", "tidemark-tls");

  private static final String A_SECRET = "0123456789abcdef".repeat(4);

  private final Overlay overlay;
  private final HubFacts facts;
  private final List<String> problems;

  WorkloadChecks(Overlay overlay, HubFacts facts, List<String> problems) {
    this.overlay = overlay;
    this.facts = facts;
    this.problems = problems;
  }

  void run() {
    overlay
        .pods()
        .forEach(pod -> {
          rights(pod);
          references(pod);
        });
    settings();
    ports();
    probes();
    times();
    image();
  }

  private void settings() {
    Map<String, String> given = new HashMap<>(overlay.settings());
    given.keySet().stream()
        .filter(facts::isSecret)
        .forEach(name -> problems.add(name + " is a secret and stands in a ConfigMap"));
    for (EnvVar variable : overlay.hubContainer().getEnv()) {
      given.put(variable.getName(), Objects.requireNonNullElse(variable.getValue(), "10.0.0.1"));
    }
    String guide = facts.document("k8s/README.md");
    for (String secret : facts.secrets()) {
      if (!guide.contains(secret)) {
        problems.add("k8s/README.md does not say that tidemark-secrets may have " + secret);
      }
    }
    given.put("TIDEMARK_POSTGRES_URI", "postgresql://user:password@host:5432/database");
    given.put("TIDEMARK_REDIS_URI", "redis://host:6379");
    Set.of("TIDEMARK_CLUSTER_SECRET", "TIDEMARK_BLOCKS_SIGNING_KEY", "TIDEMARK_CURSOR_SIGNING_KEY")
        .forEach(name -> given.put(name, A_SECRET));
    try {
      Settings settings = Settings.load(given, Map.of());
      if (settings.servers().kafkaBootstrap().isEmpty()) {
        problems.add(
            "TIDEMARK_KAFKA_BOOTSTRAP is missing: each node would start a Kafka of its own");
      }
    } catch (SettingException e) {
      problems.add(e.getMessage());
    }
  }

  private void ports() {
    Map<String, Integer> ports =
        overlay.hubContainer().getPorts().stream()
            .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    same("http", ports, "TIDEMARK_HTTP_PORT");
    same("cluster", ports, "TIDEMARK_CLUSTER_PORT");
    same("bus", ports, "TIDEMARK_CLUSTER_BUS_PORT");
  }

  private void same(String port, Map<String, Integer> ports, String setting) {
    String set = overlay.settings().get(setting);
    if (!String.valueOf(ports.get(port)).equals(set)) {
      problems.add("port %s is %s, but %s is %s".formatted(port, ports.get(port), setting, set));
    }
    if (!facts.pom().contains("<port>" + ports.get(port) + "</port>")) {
      problems.add(
          "port %s is %s, which the image does not expose".formatted(port, ports.get(port)));
    }
  }

  private void probes() {
    Container hub = overlay.hubContainer();
    probe("startup", hub.getStartupProbe(), "/livez");
    probe("liveness", hub.getLivenessProbe(), "/livez");
    probe("readiness", hub.getReadinessProbe(), "/readyz");
  }

  private void probe(String name, Probe probe, String expected) {
    if (probe == null || probe.getHttpGet() == null) {
      problems.add("there is no " + name + " probe by HTTP");
      return;
    }
    String path = probe.getHttpGet().getPath();
    if (!path.equals(expected) || !facts.paths().contains(path)) {
      problems.add("the %s probe asks for %s, expected %s".formatted(name, path, expected));
    }
    if (!"http".equals(probe.getHttpGet().getPort().getStrVal())) {
      problems.add("the %s probe asks port %s".formatted(name, probe.getHttpGet().getPort()));
    }
    boolean isSecure = "HTTPS".equals(probe.getHttpGet().getScheme());
    boolean wantsSecure =
        !overlay.settings().getOrDefault("TIDEMARK_TLS_MODE", "off").equals("off");
    if (isSecure != wantsSecure) {
      problems.add("the %s probe and TIDEMARK_TLS_MODE do not agree".formatted(name));
    }
  }

  private void times() {
    PodSpec pod = overlay.hub().getSpec().getTemplate().getSpec();
    int drain = overlay.number("TIDEMARK_GATEWAY_DRAIN_SECONDS");
    List<String> wait = overlay.hubContainer().getLifecycle().getPreStop().getExec().getCommand();
    int before = Integer.parseInt(wait.getLast());
    long needed = before + drain + (long) facts.stopLimitSeconds();
    if (pod.getTerminationGracePeriodSeconds() < needed) {
      problems.add(
          "a pod has %d s to end, but preStop %d + drain %d + stop %d are %d"
              .formatted(
                  pod.getTerminationGracePeriodSeconds(),
                  before,
                  drain,
                  facts.stopLimitSeconds(),
                  needed));
    }
    int rate = overlay.number("TIDEMARK_GATEWAY_DEPARTURES_PER_SECOND");
    int devices = overlay.number("TIDEMARK_GATEWAY_MAX_CONNECTIONS");
    if ((long) rate * drain < devices) {
      problems.add(
          "%d devices do not leave in %d s at %d a second".formatted(devices, drain, rate));
    }
  }

  private void image() {
    Long user = overlay.hub().getSpec().getTemplate().getSpec().getSecurityContext().getRunAsUser();
    if (!facts.pom().contains("<user>%d:%d</user>".formatted(user, user))) {
      problems.add("the pod runs as %d, the image as another".formatted(user));
    }
    Container hub = overlay.hubContainer();
    String data = overlay.settings().get("TIDEMARK_DATA_DIR");
    if (hub.getVolumeMounts().stream()
        .noneMatch(mount -> data.startsWith(mount.getMountPath() + "/"))) {
      problems.add("TIDEMARK_DATA_DIR " + data + " is not within a volume");
    }
    if (hub.getVolumeMounts().stream().noneMatch(mount -> mount.getMountPath().equals("/tmp"))) {
      problems.add("/tmp is no volume, and native libraries are unpacked there");
    }
  }

  private void rights(PodTemplateSpec pod) {
    String name = String.valueOf(pod.getMetadata().getLabels().get("app.kubernetes.io/name"));
    PodSpec spec = pod.getSpec();
    require(
        name,
        "enableServiceLinks must be false: its variables are taken for settings",
        Boolean.FALSE.equals(spec.getEnableServiceLinks()));
    require(
        name,
        "automountServiceAccountToken must be false",
        Boolean.FALSE.equals(spec.getAutomountServiceAccountToken()));
    require(
        name,
        "runs as root, or may",
        Boolean.TRUE.equals(spec.getSecurityContext().getRunAsNonRoot())
            && spec.getSecurityContext().getRunAsUser() > 0);
    Overlay.containers(pod)
        .forEach(container -> {
          String who = name + "/" + container.getName();
          if (container.getImage() == null || container.getSecurityContext() == null) {
            problems.add(who + " has no image or no security context");
            return;
          }
          SecurityContext context = container.getSecurityContext();
          require(
              who, "may gain rights", Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()));
          require(who, "keeps capabilities", context.getCapabilities().getDrop().contains("ALL"));
          require(
              who,
              "can write its root",
              name.equals("tidemark-kafka")
                  || Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()));
          Map<String, Quantity> limits = container.getResources().getLimits();
          require(who, "has no limit of memory", limits != null && limits.containsKey("memory"));
          Map<String, Quantity> requests = container.getResources().getRequests();
          require(
              who,
              "requests no cpu and memory",
              requests != null && requests.keySet().containsAll(Set.of("cpu", "memory")));
        });
  }

  private void require(String who, String problem, boolean fulfilled) {
    if (!fulfilled) {
      problems.add(who + " " + problem);
    }
  }

  private void references(PodTemplateSpec pod) {
    Set<String> volumes = new HashSet<>();
    pod.getSpec()
        .getVolumes()
        .forEach(volume -> {
          volumes.add(volume.getName());
          if (volume.getPersistentVolumeClaim() != null) {
            String claim = volume.getPersistentVolumeClaim().getClaimName();
            exists("claim " + claim, overlay.find(PersistentVolumeClaim.class, claim).isPresent());
          }
          if (volume.getSecret() != null) {
            exists(
                "secret " + volume.getSecret().getSecretName(),
                SECRETS.contains(volume.getSecret().getSecretName()));
          }
        });
    String account = pod.getSpec().getServiceAccountName();
    exists(
        "service account " + account,
        account == null || overlay.find(ServiceAccount.class, account).isPresent());
    // Claims of a StatefulSet are volumes too.
    overlay.all(io.fabric8.kubernetes.api.model.apps.StatefulSet.class).stream()
        .filter(set -> set.getSpec().getTemplate().equals(pod))
        .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
        .forEach(claim -> volumes.add(claim.getMetadata().getName()));
    Overlay.containers(pod)
        .forEach(container -> {
          container.getVolumeMounts().stream()
              .map(VolumeMount::getName)
              .forEach(mount -> exists("volume " + mount, volumes.contains(mount)));
          container.getEnvFrom().forEach(this::environment);
          Stream.ofNullable(container.getEnv())
              .flatMap(List::stream)
              .filter(
                  one -> one.getValueFrom() != null && one.getValueFrom().getSecretKeyRef() != null)
              .map(one -> one.getValueFrom().getSecretKeyRef().getName())
              .forEach(secret -> exists("secret " + secret, SECRETS.contains(secret)));
        });
  }

  private void environment(EnvFromSource source) {
    if (source.getConfigMapRef() != null) {
      String name = source.getConfigMapRef().getName();
      exists(
          "config map " + name,
          overlay.find(io.fabric8.kubernetes.api.model.ConfigMap.class, name).isPresent());
    }
    if (source.getSecretRef() != null) {
      exists(
          "secret " + source.getSecretRef().getName(),
          SECRETS.contains(source.getSecretRef().getName()));
    }
  }

  private void exists(String what, boolean exists) {
    if (!exists) {
      problems.add("there is no " + what);
    }
  }
}
