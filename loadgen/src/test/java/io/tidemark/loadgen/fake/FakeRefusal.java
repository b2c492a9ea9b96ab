package io.tidemark.loadgen.fake;

/** A problem document on its way. */
final class FakeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;
  String fileId;

  FakeRefusal(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  FakeRefusal by(java.util.UUID holder) {
    fileId = holder.toString();
    return this;
  }
}
