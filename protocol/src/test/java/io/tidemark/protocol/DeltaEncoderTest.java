package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(WireValues.class)
class DeltaEncoderTest {

  @Property
  void gives_the_same_bytes_as_the_frame_codec(@ForAll ServerFrame.Delta delta) {
    List<byte[]> changes = delta.changes().stream().map(ChangeCodec::encode).toList();
    byte[] spliced =
        DeltaEncoder.encode(
            delta.ns(),
            delta.epoch(),
            delta.from(),
            delta.to(),
            changes,
            delta.truncated(),
            delta.pullAfterMs(),
            delta.cursor());
    assertThat(new String(spliced, StandardCharsets.UTF_8)).isEqualTo(FrameCodec.encode(delta));
  }

  @Property
  void copies_changes_byte_by_byte(@ForAll Change change) {
    byte[] spliced =
        DeltaEncoder.encode(
            new UUID(1, 2), 1, 0, 1, List.of(ChangeCodec.encode(change)), false, 0, null);
    assertThat(
            ((ServerFrame.Delta)
                    FrameCodec.decodeServer(new String(spliced, StandardCharsets.UTF_8)))
                .changes())
        .containsExactly(change);
  }
}
