package io.tidemark.loadgen.client;

import io.vertx.core.json.JsonObject;

/** The hub refused: its problem document. */
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient JsonObject document;
  private final int retryAfterSeconds;

  public HubException(
      String call, int status, String code, JsonObject document, int retryAfterSeconds) {
    super(
        "%s was answered %d %s: %s"
            .formatted(
                call,
                status,
                code,
                document.getString("detail", document.getString("title", "no detail"))),
        null,
        false,
        false);
    this.status = status;
    this.code = code;
    this.document = document;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public int status() {
    return status;
  }

  /**
   * The problem's stable code, or {@code http_<status>} where the answer was no problem document.
   */
  public String code() {
    return code;
  }

  /** The whole problem document; empty where there was none. */
  public JsonObject document() {
    return document;
  }

  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** Whether the same call may do better later. */
  public boolean mayPass() {
    return status == 503 || status == 429 || status == 500 || status == 502 || status == 504;
  }
}
