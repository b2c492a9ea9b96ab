package io.tidemark.protocol;

import java.util.Locale;

/**
 * Every refusal over HTTP, as the stable {@code code} of a problem document.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public enum ProblemCode {
  MALFORMED(400, "The request cannot be read"),
  INVALID_NAME(400, "A name or path is not allowed"),
  INVALID_CURSOR(400, "The cursor is not one of this hub's"),
  HASH_MISMATCH(400, "The bytes are not those that the URL is for"),
  UNAUTHORIZED(401, "No valid token"),
  FORBIDDEN(403, "Not allowed"),
  URL_EXPIRED(403, "The signed URL is no longer valid"),
  URL_INVALID(403, "The signed URL was not issued by this hub"),
  NOT_FOUND(404, "Not there"),
  METHOD_NOT_ALLOWED(405, "Not with this method"),
  NAME_TAKEN(409, "The name is taken"),
  BLOCKS_MISSING(409, "Blocks are missing"),
  WOULD_CYCLE(409, "A folder cannot move into itself"),
  LAST_OWNER(409, "The last owner cannot leave"),
  VERSION_UNKNOWN(409, "The parent version does not exist"),
  EDITED(409, "It was edited meanwhile"),
  DELETED(409, "It is in the trash"),
  NOT_DELETED(409, "It is not in the trash"),
  WRONG_KIND(409, "Not for this kind of entry"),
  HISTORY_GONE(410, "The journal no longer reaches back that far"),
  LENGTH_REQUIRED(411, "The length is missing"),
  TOO_LARGE(413, "Too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Not this content type"),
  IMAGE_UNREADABLE(422, "No thumbnail can be made of it"),
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  INTERNAL(500, "The hub failed"),
  STORAGE_FULL(507, "The block store is full"),
  UNAVAILABLE(503, "Not now");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The {@code code} member: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
