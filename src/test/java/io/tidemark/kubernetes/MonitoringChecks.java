package io.tidemark.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What is scraped, recorded, scaled by and alerted on. */
final class MonitoringChecks {
  private static final Pattern METRIC = Pattern.compile("\\b([a-z][a-z0-9_]*)\\{");
  private static final Pattern JOB = Pattern.compile("job=\"([^\"]*)\"");
  private static final Pattern NAKED = Pattern.compile("\\btidemark_[a-z_]+\\b");

  private final Overlay overlay;
  private final HubFacts facts;
  private final List<String> problems;

  MonitoringChecks(Overlay overlay, HubFacts facts, List<String> problems) {
    this.overlay = overlay;
    this.facts = facts;
    this.problems = problems;
  }

  void run() {
    Set<String> recorded = new TreeSet<>();
    List<Rule> rules =
        overlay.all(PrometheusRule.class).stream()
            .flatMap(one -> one.getSpec().getGroups().stream())
            .flatMap(group -> group.getRules().stream())
            .toList();
    rules.stream()
        .filter(rule -> rule.getRecord() != null)
        .forEach(rule -> {
          recorded.add(rule.getRecord());
        });
    rules.forEach(rule -> rule(rule, recorded));
    overlay.all(ServiceMonitor.class).forEach(this::monitor);
    overlay.all(HorizontalPodAutoscaler.class).forEach(one -> autoscaler(one, recorded));
  }

  private void rule(Rule rule, Set<String> recorded) {
    String name = rule.getAlert() == null ? rule.getRecord() : rule.getAlert();
    String expression = rule.getExpr().getStrVal();
    METRIC
        .matcher(expression)
        .results()
        .map(match -> match.group(1))
        .forEach(metric -> {
          if (!metric.equals("up") && !facts.isMetric(metric)) {
            problems.add("%s asks for %s, which no hub has".formatted(name, metric));
          }
        });
    NAKED
        .matcher(expression)
        .results()
        .map(match -> match.group())
        .forEach(metric -> {
          if (!recorded.contains(metric)) {
            problems.add("%s asks for %s, which is not recorded".formatted(name, metric));
          }
        });
    JOB.matcher(expression)
        .results()
        .map(match -> match.group(1))
        .forEach(job -> {
          if (overlay.find(Service.class, job).isEmpty()) {
            problems.add("%s asks for job %s, which is no service".formatted(name, job));
          }
        });
    if (rule.getAlert() != null) {
      runbook(rule);
    }
  }

  private void runbook(Rule rule) {
    String wanted = "docs/operations.md#" + rule.getAlert().toLowerCase(Locale.ROOT);
    if (!wanted.equals(rule.getAnnotations().get("runbook"))) {
      problems.add(rule.getAlert() + " has not the runbook " + wanted);
    }
    if (!facts.document("docs/operations.md").contains("\n### " + rule.getAlert() + "\n")) {
      problems.add("docs/operations.md has nothing about " + rule.getAlert());
    }
    if (!List.of("warning", "critical").contains(rule.getLabels().get("severity"))) {
      problems.add(rule.getAlert() + " is neither warning nor critical");
    }
  }

  private void monitor(ServiceMonitor monitor) {
    List<Service> services =
        overlay.all(Service.class).stream()
            .filter(one ->
                Overlay.matches(monitor.getSpec().getSelector(), one.getMetadata().getLabels()))
            .toList();
    if (services.size() != 1) {
      problems.add("the service monitor selects %d services".formatted(services.size()));
    }
    monitor
        .getSpec()
        .getEndpoints()
        .forEach(endpoint -> {
          if (services.stream()
              .flatMap(service -> service.getSpec().getPorts().stream())
              .noneMatch(port -> port.getName().equals(endpoint.getPort()))) {
            problems.add("the service monitor scrapes the unknown port " + endpoint.getPort());
          }
          if (!"/metrics".equals(endpoint.getPath())
              || !facts.paths().contains(endpoint.getPath())) {
            problems.add("the service monitor scrapes " + endpoint.getPath());
          }
        });
  }

  private void autoscaler(HorizontalPodAutoscaler scaler, Set<String> recorded) {
    var target = scaler.getSpec().getScaleTargetRef();
    if (!target.getKind().equals("Deployment")
        || !target.getApiVersion().equals("apps/v1")
        || !target.getName().equals(overlay.hub().getMetadata().getName())) {
      problems.add("the autoscaler scales %s, which is not there".formatted(target.getName()));
    }
    if (overlay.hub().getSpec().getReplicas() != null) {
      problems.add("the deployment sets back what the autoscaler has chosen");
    }
    int most = overlay.number("TIDEMARK_GATEWAY_MAX_CONNECTIONS");
    boolean byDevices = false;
    for (MetricSpec metric : scaler.getSpec().getMetrics()) {
      if (metric.getPods() == null) {
        continue;
      }
      byDevices = true;
      String name = metric.getPods().getMetric().getName();
      if (!recorded.contains(name)) {
        problems.add("the autoscaler asks for %s, which is not recorded".formatted(name));
      }
      Quantity wanted = metric.getPods().getTarget().getAverageValue();
      if (wanted.getNumericalAmount().intValue() * 4L > most * 3L) {
        problems.add("the autoscaler leaves too little room: %s of %d".formatted(wanted, most));
      }
    }
    if (!byDevices) {
      problems.add("the autoscaler does not look at connections");
    }
  }
}
