package io.tidemark.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Entries;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.CursorCodec;
import io.tidemark.protocol.CursorPosition;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.Role;
import io.tidemark.session.StartingPoint;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PullPlanTest {
  private static final UUID NS = new UUID(1, 1);
  private final CursorCodec cursors = new CursorCodec(new byte[16]);

  @Test
  void a_reset_says_whether_the_journal_was_replaced_or_is_behind_the_device() {
    assertThat(reason(new CursorPosition(1, 3))).isEqualTo(ResetReason.EPOCH);
    assertThat(reason(new CursorPosition(2, 11))).isEqualTo(ResetReason.AHEAD);
    assertThat(PullPlan.of(List.of(folder(NS)), start(new CursorPosition(2, 10))).resets())
        .isEmpty();
  }

  @Test
  void a_journal_that_does_not_reach_back_is_a_reset_for_its_history() {
    Membership info = folder(NS);
    PullAnswer answer =
        new PullAnswer(PullPlan.of(List.of(info), start(new CursorPosition(2, 3))), 1000);
    answer.add(info, new CatchUpPage(2, 10, Entries.range(7, 10)));
    JsonObject reset = answer.json(cursors).toJsonObject().getJsonArray("resets").getJsonObject(0);
    assertThat(reset.getString("reason")).isEqualTo("history");
    assertThat(reset.getLong("head")).isEqualTo(10);
  }

  /** One cursor has not room for all; the device never acknowledges anything. */
  @Test
  void a_device_with_very_many_namespaces_pulls_until_it_has_everything_once() {
    List<Membership> mine = new ArrayList<>();
    for (int index = 0; index < 2 * Limits.CURSOR_NAMESPACES + 500; index++) {
      mine.add(folder(new UUID(3, index)));
    }
    Map<UUID, Watermark> remembered = new HashMap<>();
    Map<UUID, Long> applied = new HashMap<>();
    Cursor cursor = new Cursor(Map.of());
    boolean more = true;
    int rounds = 0;
    for (; more; rounds++) {
      assertThat(rounds).isLessThan(100);
      PullPlan plan =
          PullPlan.of(mine, StartingPoint.of(new StartingPoint.Position(cursor), remembered));
      if (cursor.partial()) {
        cursor
            .positions()
            .forEach(
                (ns, at) -> remembered.merge(ns, folder(ns).watermark(at.seq()), Watermark::later));
      }
      PullAnswer answer = new PullAnswer(plan, 1000);
      for (Membership info : plan.behind()) {
        if (answer.room() <= 0) {
          answer.cutOff();
          break;
        }
        long from = answer.watermark(info);
        assertThat(applied.getOrDefault(info.ns(), 0L)).as("nothing comes twice").isEqualTo(from);
        int to = (int) Math.min(10, from + answer.room());
        answer.add(info, new CatchUpPage(2, 10, Entries.range(from, to)));
        applied.put(info.ns(), (long) to);
      }
      JsonObject json = answer.json(cursors).toJsonObject();
      more = json.getBoolean("hasMore");
      cursor = cursors.decode(json.getString("cursor"));
    }
    assertThat(rounds).isEqualTo(25);
    assertThat(applied).hasSize(mine.size()).allSatisfy((_, seq) -> assertThat(seq).isEqualTo(10));
  }

  private ResetReason reason(CursorPosition at) {
    Membership info = folder(NS);
    return PullPlan.of(List.of(info), start(at)).resets().get(info);
  }

  private static StartingPoint start(CursorPosition at) {
    return new StartingPoint.Position(new Cursor(Map.of(NS, at)));
  }

  private static Membership folder(UUID ns) {
    return new Membership(
        ns, NamespaceKind.FOLDER, "folder", Role.EDITOR, 2, 10, 0, Membership.NEVER);
  }
}
