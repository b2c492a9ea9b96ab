package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A released frame never changes: what stands in a golden file is read and written as it is. */
class GoldenFramesTest {

  @ParameterizedTest
  @MethodSource("client")
  void a_clients_frame_is_read_and_written_as_it_stands(Golden.Frame golden) {
    assertThat(FrameCodec.encode(FrameCodec.decodeClient(golden.json()))).isEqualTo(golden.json());
  }

  @ParameterizedTest
  @MethodSource("server")
  void a_hubs_frame_is_read_and_written_as_it_stands(Golden.Frame golden) {
    assertThat(FrameCodec.encode(FrameCodec.decodeServer(golden.json()))).isEqualTo(golden.json());
  }

  @Test
  void every_type_of_frame_has_a_golden_file() {
    assertThat(
            Golden.client().stream()
                .map(golden -> FrameCodec.decodeClient(golden.json()).getClass())
                .collect(Collectors.toSet()))
        .isEqualTo(Set.of(ClientFrame.class.getPermittedSubclasses()));
    assertThat(
            Golden.server().stream()
                .map(golden -> FrameCodec.decodeServer(golden.json()).getClass())
                .collect(Collectors.toSet()))
        .isEqualTo(Set.of(ServerFrame.class.getPermittedSubclasses()));
  }

  @Test
  void every_operation_stands_in_a_golden_delta() {
    assertThat(
            Golden.server().stream()
                .map(golden -> FrameCodec.decodeServer(golden.json()))
                .filter(ServerFrame.Delta.class::isInstance)
                .flatMap(frame -> ((ServerFrame.Delta) frame).changes().stream())
                .map(Change::op)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(ChangeOp.values());
  }

  @Test
  void the_contracts_example_of_a_change_means_what_it_says() {
    String json =
        """
        {"seq":42,"op":"commit","kind":"file","fileId":"7b3f0c52-94d1-4f0a-a8e6-31c2d57e9003",\
        "parentId":"c2a8e6f1-07b4-49d3-b5f8-90e14d3a7004","name":"logo.png",\
        "path":"/Design/logo.png","version":7,"size":123456,\
        "timestamp":"2026-04-28T10:00:00Z","user":"alice","device":"d1"}\
        """;
    Change change = ChangeCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    assertThat(change)
        .isEqualTo(
            new Change(
                42,
                ChangeOp.COMMIT,
                EntryKind.FILE,
                Ids.uuid("7b3f0c52-94d1-4f0a-a8e6-31c2d57e9003"),
                Ids.uuid("c2a8e6f1-07b4-49d3-b5f8-90e14d3a7004"),
                "logo.png",
                "/Design/logo.png",
                7,
                123_456,
                java.time.Instant.parse("2026-04-28T10:00:00Z"),
                "alice",
                "d1",
                null,
                null,
                null));
  }

  private static List<Golden.Frame> client() {
    return Golden.client();
  }

  private static List<Golden.Frame> server() {
    return Golden.server();
  }
}
