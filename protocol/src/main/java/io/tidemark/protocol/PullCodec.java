package io.tidemark.protocol;

import java.util.List;

/** The answers that a device pulls, from JSON. */
public final class PullCodec {
  /** Of one answer: only bounded, not exact. */
  private static final int LIST_MAX = 100_000;

  private PullCodec() {}

  /**
   * @throws MalformedException if {@code json} is no answer of {@code GET /v1/changes}
   */
  public static PulledChanges changes(byte[] json) {
    JsonFields fields = JsonFields.parse(json);
    return new PulledChanges(
        fields.objects("deltas", LIST_MAX).stream().map(FrameCodec::delta).toList(),
        fields.objects("resets", LIST_MAX).stream().map(FrameCodec::reset).toList(),
        fields.text("cursor"),
        fields.bool("hasMore"));
  }

  /**
   * @throws MalformedException if {@code json} is no page of a journal
   */
  public static PulledEntries entries(byte[] json) {
    JsonFields fields = JsonFields.parse(json);
    return new PulledEntries(
        fields.integer("epoch", 0, Integer.MAX_VALUE),
        fields.number("head", 0, Limits.INTEGER_MAX),
        fields.objects("entries", LIST_MAX).stream().map(ChangeCodec::read).toList(),
        fields.bool("hasMore"));
  }

  /**
   * @throws MalformedException if {@code json} is no answer of {@code GET /v1/namespaces}
   */
  public static List<NamespaceInfo> namespaces(byte[] json) {
    return JsonFields.parse(json).objects("namespaces", LIST_MAX).stream()
        .map(FrameCodec::namespace)
        .toList();
  }
}
