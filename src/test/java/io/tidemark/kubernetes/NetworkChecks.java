package io.tidemark.kubernetes;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Who finds whom: selectors, services, the way in, and what may pass. */
final class NetworkChecks {
  private static final String CLUSTER_NAME = "TIDEMARK_CLUSTER_KUBERNETES_SERVICE";

  /** A long-poll is held as long as this. */
  private static final int LONG_POLL_SECONDS = 480;

  private final Overlay overlay;
  private final HubFacts facts;
  private final List<String> problems;

  NetworkChecks(Overlay overlay, HubFacts facts, List<String> problems) {
    this.overlay = overlay;
    this.facts = facts;
    this.problems = problems;
  }

  void run() {
    selectors();
    overlay.all(Service.class).forEach(this::service);
    overlay.all(Ingress.class).forEach(this::wayIn);
    overlay.all(NetworkPolicy.class).forEach(this::policy);
    overlay
        .all(PodDisruptionBudget.class)
        .forEach(budget -> {
          if (overlay.pods().stream()
              .noneMatch(pod -> Overlay.matches(budget.getSpec().getSelector(), labels(pod)))) {
            problems.add("the disruption budget selects no pod");
          }
        });
    discovery();
  }

  private void selectors() {
    overlay
        .all(Deployment.class)
        .forEach(one -> {
          if (!Overlay.matches(one.getSpec().getSelector(), labels(one.getSpec().getTemplate()))) {
            problems.add(one.getMetadata().getName() + " does not select its own pods");
          }
        });
    overlay
        .all(StatefulSet.class)
        .forEach(one -> {
          if (!Overlay.matches(one.getSpec().getSelector(), labels(one.getSpec().getTemplate()))) {
            problems.add(one.getMetadata().getName() + " does not select its own pods");
          }
          if (overlay.find(Service.class, one.getSpec().getServiceName()).isEmpty()) {
            problems.add("there is no service " + one.getSpec().getServiceName());
          }
        });
  }

  private void service(Service service) {
    String name = service.getMetadata().getName();
    List<PodTemplateSpec> pods = selected(service.getSpec().getSelector());
    if (pods.size() != 1) {
      problems.add("service %s selects %d kinds of pods".formatted(name, pods.size()));
    }
    service
        .getSpec()
        .getPorts()
        .forEach(port -> {
          String target = port.getTargetPort().getStrVal();
          if (pods.stream().noneMatch(pod -> Overlay.has(pod, target))) {
            problems.add("service %s leads to port %s, which no pod has".formatted(name, target));
          }
        });
  }

  private void wayIn(Ingress ingress) {
    Map<String, String> notes = ingress.getMetadata().getAnnotations();
    String snippet = notes.getOrDefault("haproxy.org/backend-config-snippet", "");
    if (!snippet.contains("balance hash var(txn.user)")
        || !snippet.contains("hash-type consistent")
        || !snippet.contains("http_auth_bearer,jwt_payload_query('$.sub')")
        || !snippet.contains("urlp(access_token),jwt_payload_query('$.sub')")) {
      problems.add("the ingress does not hash by the token's user");
    }
    String timeout = notes.getOrDefault("haproxy.org/timeout-server", "0s");
    if (Integer.parseInt(timeout.replaceAll("\\D", "")) <= LONG_POLL_SECONDS) {
      problems.add("the ingress cuts a long-poll off after " + timeout);
    }
    if (!facts.paths().contains(notes.get("haproxy.org/check-http"))) {
      problems.add("the ingress checks nodes by an unknown path");
    }
    List<HTTPIngressPath> open =
        ingress.getSpec().getRules().stream()
            .flatMap(rule -> rule.getHttp().getPaths().stream())
            .toList();
    for (String path : facts.paths()) {
      boolean isOpen = open.stream().anyMatch(one -> path.startsWith(one.getPath() + "/"));
      boolean isInner = Set.of("/livez", "/readyz", "/metrics").contains(path);
      if (isOpen == isInner) {
        problems.add("the ingress %s %s".formatted(isOpen ? "gives away" : "hides", path));
      }
    }
    for (HTTPIngressPath one : open) {
      String service = one.getBackend().getService().getName();
      String port = one.getBackend().getService().getPort().getName();
      if (overlay.find(Service.class, service).stream()
          .flatMap(found -> found.getSpec().getPorts().stream())
          .noneMatch(found -> found.getName().equals(port))) {
        problems.add(
            "the ingress leads to %s port %s, which is not there".formatted(service, port));
      }
    }
  }

  private void policy(NetworkPolicy policy) {
    String name = policy.getMetadata().getName();
    List<PodTemplateSpec> subjects =
        overlay.pods().stream()
            .filter(pod -> Overlay.matches(policy.getSpec().getPodSelector(), labels(pod)))
            .toList();
    if (subjects.isEmpty()) {
      problems.add("network policy " + name + " selects no pod");
    }
    policy
        .getSpec()
        .getIngress()
        .forEach(rule -> {
          peers(name, rule.getFrom());
          rule.getPorts().forEach(port -> port(name, port, subjects));
        });
    policy
        .getSpec()
        .getEgress()
        .forEach(rule -> {
          List<PodTemplateSpec> peers = peers(name, rule.getTo());
          rule.getPorts().forEach(port -> port(name, port, peers));
        });
  }

  /** The pods of this overlay that are meant. */
  private List<PodTemplateSpec> peers(String policy, List<NetworkPolicyPeer> peers) {
    return peers.stream()
        .filter(peer -> peer.getNamespaceSelector() == null && peer.getPodSelector() != null)
        .flatMap(peer -> {
          List<PodTemplateSpec> pods =
              overlay.pods().stream()
                  .filter(pod -> Overlay.matches(peer.getPodSelector(), labels(pod)))
                  .toList();
          if (pods.isEmpty()) {
            problems.add("network policy " + policy + " names a peer that is no pod");
          }
          return pods.stream();
        })
        .toList();
  }

  private void port(String policy, NetworkPolicyPort port, List<PodTemplateSpec> pods) {
    IntOrString number = port.getPort();
    if (number.getStrVal() != null
        && pods.stream().noneMatch(pod -> Overlay.has(pod, number.getStrVal()))) {
      problems.add(
          "network policy %s names port %s, which no pod has"
              .formatted(policy, number.getStrVal()));
    }
  }

  /** Nodes find one another by a headless service that has them before they are ready. */
  private void discovery() {
    String set =
        overlay.hubContainer().getEnv().stream()
            .filter(one -> one.getName().equals(CLUSTER_NAME))
            .map(one -> one.getValue())
            .findFirst()
            .orElse("");
    String name = set.replaceFirst("\\..*", "");
    Service service = overlay.find(Service.class, name).orElse(null);
    if (service == null || !set.equals(name + ".$(POD_NAMESPACE).svc")) {
      problems.add("%s is '%s', which is no service here".formatted(CLUSTER_NAME, set));
    } else if (!"None".equals(service.getSpec().getClusterIP())
        || !Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses())) {
      problems.add("service " + name + " must be headless and publish who is not ready");
    } else if (Stream.of("cluster", "bus")
        .anyMatch(port ->
            service.getSpec().getPorts().stream()
                .noneMatch(one ->
                    String.valueOf(one.getPort())
                        .equals(
                            overlay
                                .settings()
                                .get(
                                    port.equals("bus")
                                        ? "TIDEMARK_CLUSTER_BUS_PORT"
                                        : "TIDEMARK_CLUSTER_PORT"))))) {
      problems.add("service " + name + " has other ports than the settings");
    }
  }

  private List<PodTemplateSpec> selected(Map<String, String> selector) {
    return overlay.pods().stream()
        .filter(pod -> labels(pod).entrySet().containsAll(selector.entrySet()))
        .toList();
  }

  private static Map<String, String> labels(PodTemplateSpec pod) {
    return pod.getMetadata().getLabels();
  }
}
