package io.tidemark.loadgen.client;

/** No answer: nobody listens there, or the connection was cut. */
public final class HubUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HubUnreachableException(String url, Throwable cause) {
    super("no answer from " + url + ": " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
