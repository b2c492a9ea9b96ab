package io.tidemark.loadgen.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A successful answer. */
public record Answer(int status, Buffer body) {

  /** The body as a JSON object; an empty one where there is no body. */
  public JsonObject json() {
    return body.length() == 0 ? new JsonObject() : new JsonObject(body);
  }
}
