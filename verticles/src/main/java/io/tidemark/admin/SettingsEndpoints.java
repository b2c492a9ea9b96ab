package io.tidemark.admin;

import io.tidemark.flow.FolderSettings;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.journal.FolderSettingsTable;
import io.tidemark.journal.FolderSettingsTable.Saved;
import io.tidemark.journal.Namespaces;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET|PUT /v1/admin/team-folders/{ns}/settings}: for its owners, how a folder is pushed. It
 * counts on every node within a second.
 */
public final class SettingsEndpoints implements Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsEndpoints.class);
  private static final String PATH = "/v1/admin/team-folders/:ns/settings";

  private final Namespaces namespaces;
  private final FolderSettingsTable table;

  public SettingsEndpoints(Namespaces namespaces, FolderSettingsTable table) {
    this.namespaces = namespaces;
    this.table = table;
  }

  @Override
  public void mount(Router router) {
    router.get(PATH).handler(this::show);
    router.put(PATH).handler(this::set);
  }

  private void show(RoutingContext context) {
    Owners.folder(namespaces, context)
        .compose(folder -> table.of(folder.ns()).map(saved -> json(folder.ns(), saved)))
        .onSuccess(json -> Answers.json(context, 200, json))
        .onFailure(context::fail);
  }

  private void set(RoutingContext context) {
    FolderSettings wanted = settings(Bodies.object(context));
    Owners.folder(namespaces, context)
        .compose(folder ->
            table
                .set(folder.ns(), wanted, Callers.of(context).userId())
                .map(saved -> {
                  LOG.info(
                      "folder settings changed ns={} by={} settings={}",
                      folder.ns(),
                      saved.changedBy(),
                      wanted);
                  return json(folder.ns(), Optional.of(saved));
                }))
        .onSuccess(json -> Answers.json(context, 200, json))
        .onFailure(context::fail);
  }

  /** What is not there is as by default. */
  private static FolderSettings settings(JsonObject body) {
    Long window =
        Bodies.optionalInteger(
            body, "windowMs", FolderSettings.WINDOW_MILLIS_MIN, FolderSettings.WINDOW_MILLIS_MAX);
    Long deltas =
        Bodies.optionalInteger(
            body,
            "maxDeltasPerSecond",
            FolderSettings.DELTAS_PER_SECOND_MIN,
            FolderSettings.DELTAS_PER_SECOND_MAX);
    return new FolderSettings(
        window == null ? 0 : window.intValue(),
        deltas == null ? 0 : deltas.intValue(),
        Bodies.flag(body, "muted", false));
  }

  private static JsonObject json(UUID ns, Optional<Saved> saved) {
    FolderSettings settings = saved.map(Saved::settings).orElse(FolderSettings.UNSET);
    JsonObject json =
        new JsonObject()
            .put("ns", ns.toString())
            .put("maxDeltasPerSecond", settings.deltasPerSecond())
            .put("muted", settings.muted());
    if (settings.windowMillis() > 0) {
      json.put("windowMs", settings.windowMillis());
    }
    saved.ifPresent(
        one -> json.put("changedAt", one.changedAt().toString()).put("changedBy", one.changedBy()));
    return json;
  }
}
