package io.tidemark.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check finds the mistake that it is there for. */
class ManifestMistakesTest {

  @ParameterizedTest(name = "{0}: {1} → {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          base/kustomization.yaml | '  - service.yaml' | '  - services.yaml' | resource services.yaml is no file
          base/kustomization.yaml | '  - service.yaml' | '' | service.yaml is not listed
          base/kustomization.yaml | 'kind: Kustomization' | 'kind: Kustomization{n}namePrefix: x' | unknown namePrefix
          overlays/production/kustomization.yaml | '  - path: blocks-patch.yaml' | '' | blocks-patch.yaml is not listed
          overlays/production/kustomization.yaml | '  - name: tidemark' | '  - name: hub' | no container has the image hub
          overlays/production/blocks-patch.yaml | 'name: tidemark-blocks' | 'name: blocks' | blocks-patch.yaml hits 0 objects
          overlays/production/deployment-patch.yaml | 'replicas: null' | '' | sets back what the autoscaler has chosen
          overlays/production/deployment-patch.yaml | '- name: hub' | '- name: hubb' | hubb has no image
          base/deployment.yaml | 'minReadySeconds' | 'minReadinessSeconds' | has no [minReadinessSeconds]
          base/deployment.yaml | 'periodSeconds: 2' | 'periodSeconds: often' | Deployment tidemark
          base/deployment.yaml | 'apps/v1' | 'apps/v2' | apps/v2
          base/settings.yaml | '"8080"' | '8080' | is no text; quote it
          base/settings.yaml | 'TIDEMARK_HTTP_HOST' | 'TIDEMARK_HTTP_HOSTS' | TIDEMARK_HTTP_HOSTS
          base/settings.yaml | '"15000"' | '"many"' | TIDEMARK_GATEWAY_MAX_CONNECTIONS
          base/settings.yaml | 'TIDEMARK_CLUSTER_NAME: tidemark' | 'TIDEMARK_REDIS_URI: redis://h:1' | is a secret and stands in a ConfigMap
          overlays/production/settings-patch.yaml | 'TIDEMARK_KAFKA_BOOTSTRAP' | 'TIDEMARK_CLUSTER_NAME' | TIDEMARK_KAFKA_BOOTSTRAP is missing
          base/deployment.yaml | 'containerPort: 8080' | 'containerPort: 8081' | but TIDEMARK_HTTP_PORT is 8080
          base/deployment.yaml | 'containerPort: 15701' | 'containerPort: 15702' | but TIDEMARK_CLUSTER_BUS_PORT is 15701
          base/deployment.yaml | 'path: /readyz' | 'path: /ready' | readiness probe asks for /ready
          base/deployment.yaml | 'enableServiceLinks: false' | 'enableServiceLinks: true' | enableServiceLinks must be false
          base/deployment.yaml | 'terminationGracePeriodSeconds: 60' | 'terminationGracePeriodSeconds: 45' | a pod has 45 s to end
          base/settings.yaml | 'DEPARTURES_PER_SECOND: "500"' | 'DEPARTURES_PER_SECOND: "400"' | do not leave in 30 s
          base/deployment.yaml | 'runAsNonRoot: true' | 'runAsNonRoot: false' | runs as root
          base/deployment.yaml | 'runAsUser: 10001' | 'runAsUser: 10002' | the image as another
          base/deployment.yaml | 'readOnlyRootFilesystem: true' | 'readOnlyRootFilesystem: false' | can write its root
          base/deployment.yaml | 'allowPrivilegeEscalation: false' | 'allowPrivilegeEscalation: true' | may gain rights
          base/deployment.yaml | 'mountPath: /tmp' | 'mountPath: /temp' | /tmp is no volume
          base/settings.yaml | '/data/node' | '/node' | is not within a volume
          base/deployment.yaml | 'claimName: tidemark-blocks' | 'claimName: tidemark-block' | there is no claim tidemark-block
          base/deployment.yaml | 'name: tidemark-secrets' | 'name: tidemark-secret' | there is no secret tidemark-secret
          base/deployment.yaml | 'name: tidemark-settings' | 'name: tidemark-setting' | there is no config map tidemark-setting
          base/deployment.yaml | 'serviceAccountName: tidemark' | 'serviceAccountName: hub' | there is no service account hub
          base/deployment.yaml | '- name: data{n}          emptyDir' | '- name: date{n}          emptyDir' | there is no volume data
          base/deployment.yaml | 'tidemark-cluster.$' | 'tidemark-nodes.$' | which is no service here
          base/cluster-service.yaml | 'clusterIP: None' | '' | must be headless
          base/cluster-service.yaml | 'port: 5701' | 'port: 5702' | has other ports than the settings
          base/service.yaml | 'targetPort: http' | 'targetPort: https' | leads to port https
          base/service.yaml | 'app.kubernetes.io/component: hub{n}  ports' | 'app.kubernetes.io/component: hubs{n}  ports' | service tidemark selects 0 kinds of pods
          base/ingress.yaml | 'balance hash var(txn.user)' | 'balance source' | does not hash by the token's user
          base/ingress.yaml | 'timeout-server: 500s' | 'timeout-server: 50s' | cuts a long-poll off
          base/ingress.yaml | 'check-http: /livez' | 'check-http: /alive' | checks nodes by an unknown path
          overlays/production/ingress-patch.yaml | 'path: /v1' | 'path: ""' | gives away /metrics
          overlays/production/ingress-patch.yaml | 'path: /v1' | 'path: /v2' | hides /v1/files
          overlays/production/ingress-patch.yaml | 'name: http' | 'name: web' | leads to tidemark port web
          base/disruption-budget.yaml | 'component: hub' | 'component: hubs' | the disruption budget selects no pod
          base/network-policy.yaml | 'port: bus' | 'port: buses' | names port buses
          base/network-policy.yaml | 'component: hub' | 'component: hubs' | selects no pod
          monitoring/service-monitor.yaml | 'component: hub' | 'component: hubs' | selects 0 services
          monitoring/service-monitor.yaml | 'port: http' | 'port: web' | scrapes the unknown port web
          monitoring/service-monitor.yaml | 'path: /metrics' | 'path: /metric' | scrapes /metric
          monitoring/autoscaler.yaml | 'name: tidemark_node_connections' | 'name: connections' | which is not recorded
          monitoring/autoscaler.yaml | '"10500"' | '"14000"' | leaves too little room
          monitoring/autoscaler.yaml | 'kind: Deployment' | 'kind: StatefulSet' | the autoscaler scales tidemark, which is not there
          monitoring/rules.yaml | 'relay_active' | 'relay_is_active' | asks for relay_is_active, which no hub has
          monitoring/rules.yaml | 'expr: tidemark_node_connections' | 'expr: tidemark_connections' | which is not recorded
          monitoring/rules.yaml | 'job="tidemark"' | 'job="hub"' | asks for job hub
          monitoring/rules.yaml | '#tidemarknodedown' | '#down' | has not the runbook
          monitoring/rules.yaml | 'alert: TidemarkNodeDown' | 'alert: TidemarkDown' | docs/operations.md has nothing about TidemarkDown
          monitoring/rules.yaml | 'severity: critical' | 'severity: bad' | neither warning nor critical
          """)
  void a_mistake_is_found(String file, String right, String wrong, String problem) {
    AtomicBoolean made = new AtomicBoolean();
    ManifestFiles files =
        new ManifestFiles(
            ManifestFiles.repository().resolve("k8s"),
            (path, content) -> {
              if (!path.equals(file)) {
                return content;
              }
              String spoilt = content.replace(lines(right), lines(wrong));
              made.set(!spoilt.equals(content));
              return spoilt;
            });
    assertThat(ManifestsTest.problems("production", files))
        .anySatisfy(found -> assertThat(found).contains(problem));
    assertThat(made).as("there is '" + right + "' in " + file).isTrue();
  }

  private static String lines(String text) {
    return text == null ? "" : text.replace("{n}", "\n");
  }
}
