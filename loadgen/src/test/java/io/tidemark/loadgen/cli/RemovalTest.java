package io.tidemark.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.fake.FakeHub;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RemovalTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Progress progress =
      new Progress(new PrintStream(shown, true, StandardCharsets.UTF_8));

  @Test
  void files_and_folders_go_and_what_stays_is_said() {
    try (FakeHub hub = FakeHub.start();
        Toolbox tools = new Toolbox(hub.url(), null)) {
      Session owner = tools.session("owner");
      UUID ns = Await.of(owner.createTeamFolder("f"));
      Await.of(owner.createFile(ns, "/a", "file"));
      Await.of(owner.createFile(ns, "/d", "folder"));
      Await.of(owner.createFile(ns, "/d/b", "file"));
      new Removal(List.of(new Removal.Folder(owner, ns)), progress).run();
      assertThat(Await.of(owner.snapshot(ns, null, null)).files()).isEmpty();
    }
    assertThat(said()).contains("removed: 2 files", "left: the 1 emptied folders", "--keep");
  }

  @Test
  void a_hub_that_is_gone_is_said_and_harms_nothing_else() {
    try (FakeHub hub = FakeHub.start();
        Toolbox tools = new Toolbox(hub.url(), null)) {
      Session owner = tools.session("owner");
      new Removal(List.of(new Removal.Folder(owner, new UUID(1, 2))), progress).run();
    }
    assertThat(said()).contains("NOT ALL COULD BE REMOVED");
  }

  @Test
  void what_is_to_be_done_at_the_end_is_done_while_the_tools_still_work() {
    try (FakeHub hub = FakeHub.start()) {
      StringBuilder order = new StringBuilder();
      try (Toolbox tools = new Toolbox(hub.url(), null)) {
        tools.atEnd(() -> order.append("first"));
        tools.atEnd(() -> {
          tools.ping();
          order.append("second, ");
        });
      }
      assertThat(order).hasToString("second, first");
    }
  }

  private String said() {
    return shown.toString(StandardCharsets.UTF_8);
  }
}
