package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderFeed;
import io.tidemark.flow.MemberChange;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.Role;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FollowingTest {
  private static final UUID NS = new UUID(1, 1);
  private static final long JOINED = 1_000;

  private final Host host = new Host();
  private final Following following = new Following(host, 60_000);

  private static Membership member(long joinedMicros) {
    return new Membership(
        NS, NamespaceKind.FOLDER, "folder", Role.EDITOR, 1, 0, joinedMicros, Membership.NEVER);
  }

  private void greeted() {
    host.memberships.add(member(JOINED));
    following.greet(null);
    assertThat(host.told).containsExactly("welcome", "live");
    host.told.clear();
    host.reads = 0;
  }

  private static MemberChange end(long micros) {
    return new MemberChange(NS, "ann", null, micros);
  }

  @Test
  void an_end_from_before_the_membership_that_is_known_only_has_it_looked_at_again() {
    greeted();
    following.changed(end(JOINED - 1));
    assertThat(host.told).isEmpty();
    assertThat(host.forgotten).isZero();
    assertThat(host.reads).isEqualTo(1);
  }

  @Test
  void an_end_from_before_whose_membership_is_gone_all_the_same_ends_it() {
    greeted();
    host.memberships.clear();
    following.changed(end(JOINED - 1));
    assertThat(host.told).containsExactly("left", "live");
  }

  @Test
  void an_end_that_is_not_older_or_of_unknown_time_is_believed_at_once() {
    for (long micros : new long[] {JOINED, JOINED + 1, MemberChange.UNKNOWN}) {
      Host each = new Host();
      each.memberships.add(member(JOINED));
      Following follows = new Following(each, 60_000);
      follows.greet(null);
      each.told.clear();
      each.memberships.clear();
      each.answers = false;
      follows.changed(end(micros));
      assertThat(each.told).as("at %d", micros).containsExactly("left", "live");
      assertThat(each.forgotten).isEqualTo(1);
    }
  }

  @Test
  void several_that_are_left_at_once_bring_one_cursor_and_none_where_none_is_needed() {
    for (boolean cursors : new boolean[] {true, false}) {
      Host each = new Host();
      each.cursors = cursors;
      each.memberships.add(member(JOINED));
      each.memberships.add(
          new Membership(
              new UUID(1, 2),
              NamespaceKind.FOLDER,
              "other",
              Role.VIEWER,
              1,
              0,
              JOINED,
              Membership.NEVER));
      Following follows = new Following(each, 60_000);
      follows.greet(null);
      each.told.clear();
      each.memberships.clear();
      follows.recheck();
      assertThat(each.told)
          .isEqualTo(cursors ? List.of("left", "left", "live") : List.of("left", "left"));
    }
  }

  @Test
  void the_cursor_after_left_does_not_name_what_was_left() {
    greeted();
    host.memberships.clear();
    following.recheck();
    assertThat(host.told).containsExactly("left", "live");
    assertThat(host.cursor).isNotNull();
    assertThat(host.cursor.positions()).isEmpty();
  }

  /** Everything around a {@link Following}; what it is asked for is answered at once. */
  private static final class Host implements FollowingHost, DeliveryHost, DeviceOutlet {
    final Set<UUID> muted = new HashSet<>();
    final List<Membership> memberships = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    boolean cursors = true;
    boolean answers = true;
    int reads;
    int forgotten;
    @Nullable Cursor cursor;

    @Override
    public void prepare(@Nullable StartingPoint said, Consumer<@Nullable Greeting> then) {
      read(StartingPoint.nothing(), true, then);
    }

    @Override
    public void read(StartingPoint start, boolean certain, Consumer<@Nullable Greeting> then) {
      reads++;
      if (answers) {
        then.accept(new Greeting(List.copyOf(memberships), start, true, 0));
      }
    }

    @Override
    public boolean isMuted(UUID ns) {
      return muted.contains(ns);
    }

    @Override
    public Delivery begin(DeviceSession session) {
      return new Delivery(this, this, session);
    }

    @Override
    public void welcome(List<NamespaceInfo> namespaces) {
      told.add("welcome");
    }

    @Override
    public void send(ServerFrame frame) {
      told.add(frame.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
    }

    @Override
    public void forget(UUID ns) {
      forgotten++;
    }

    @Override
    public boolean recentHeads(
        Iterable<UUID> namespaces, long sinceNanos, FolderFeed.HeadReceiver receiver) {
      return true;
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public boolean needsCursors() {
      return cursors;
    }

    @Override
    public String encode(Cursor given) {
      cursor = given;
      return "cursor";
    }

    @Override
    public void push(EncodedDelta delta) {
      told.add("delta");
    }

    @Override
    public void follow(UUID ns) {}

    @Override
    public void unfollow(UUID ns) {}

    @Override
    public void remember(UUID ns, Watermark watermark) {}

    @Override
    public void expiresAt(long millis) {}

    @Override
    public void refuse() {}

    @Override
    public void wantsRead(Delivery delivery) {}

    @Override
    public void retryLater(Delivery delivery) {}

    @Override
    public void cursorLater(Delivery delivery) {}

    @Override
    public void caughtUp(long entries, boolean live) {}

    @Override
    public void wasReset(ResetReason reason) {}
  }
}
