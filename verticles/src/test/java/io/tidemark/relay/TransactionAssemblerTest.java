package io.tidemark.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.protocol.Role;
import io.tidemark.relay.CommittedTransaction.MemberRow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes are made as PostgreSQL's manual describes them; RelayTest has the server's own. */
class TransactionAssemblerTest {
  private static final UUID ONE = new UUID(1, 1);
  private static final UUID TWO = new UUID(2, 2);
  private static final UUID FILE = new UUID(7, 7);
  private static final UUID USER = new UUID(9, 9);
  private static final long MICROS = 1_800_000_000_123_456L;

  private final TransactionAssembler assembler = new TransactionAssembler();

  @Test
  void entries_are_gathered_by_namespace_and_put_in_order() throws IOException {
    begin();
    journal();
    entry(ONE, 2);
    entry(TWO, 9);
    entry(ONE, 1);
    CommittedTransaction transaction = commit(4711);
    assertThat(transaction.endLsn()).isEqualTo(4711);
    assertThat(transaction.folders()).extracting(FolderChange::ns).containsExactly(ONE, TWO);
    FolderChange first = transaction.folders().getFirst();
    assertThat(first.epoch()).isEqualTo(3);
    assertThat(first.entries()).extracting(JournalEntry::seq).containsExactly(1L, 2L);
    JournalEntry entry = first.entries().getFirst();
    assertThat(entry.fileId()).isEqualTo(FILE);
    assertThat(entry.change()).asString(StandardCharsets.UTF_8).isEqualTo("{\"ü\":1}");
    assertThat(entry.committedAtMicros()).isEqualTo(MICROS);
  }

  @Test
  void what_a_relation_looks_like_is_remembered_over_transactions() throws IOException {
    begin();
    journal();
    entry(ONE, 1);
    commit(1);
    begin();
    assertThat(assembler.isOpen()).isTrue();
    entry(ONE, 2);
    assertThat(commit(2).folders()).hasSize(1);
    assertThat(assembler.isOpen()).isFalse();
  }

  @Test
  void members_come_with_their_role_or_without_one_when_they_leave_and_with_the_time()
      throws IOException {
    begin();
    members();
    member('I', "editor", null);
    accept(bytes -> {
      bytes.writeByte('D');
      bytes.writeInt(2);
      bytes.writeByte('K');
      bytes.writeShort(4);
      uuid(bytes, ONE);
      uuid(bytes, USER);
      bytes.writeByte('n');
      bytes.writeByte('n');
    });
    assertThat(commit(1).members())
        .containsExactly(
            new MemberRow(ONE, USER, Role.EDITOR, MICROS), new MemberRow(ONE, USER, null, MICROS));
  }

  @Test
  void a_membership_that_has_expired_already_counts_as_left() throws IOException {
    begin();
    members();
    member('I', "owner", MICROS);
    member('I', "owner", MICROS + 1);
    assertThat(commit(1).members()).extracting(MemberRow::role).containsExactly(null, Role.OWNER);
  }

  @Test
  void messages_that_do_not_matter_change_nothing() throws IOException {
    begin();
    accept(bytes -> bytes.writeBytes("T whatever"));
    accept(bytes -> message(bytes, "somebody.else", new byte[] {1, 2, 3}));
    assertThat(commit(8).isEmpty()).isTrue();
  }

  @Test
  void a_tick_is_part_of_its_transaction_and_of_no_other() throws IOException {
    begin();
    accept(bytes -> message(bytes, StreamTick.PREFIX, StreamTick.message(3, 4)));
    CommittedTransaction transaction = commit(8);
    assertThat(transaction.isEmpty()).isFalse();
    assertThat(transaction.tick()).isEqualTo(new StreamTick(3, 4, Map.of()));
    begin();
    assertThat(commit(9).isEmpty()).isTrue();
  }

  @Test
  void what_is_no_message_is_refused() {
    assertThatThrownBy(() -> PgOutputDecoder.decode(ByteBuffer.wrap(new byte[] {'?'})))
        .hasMessageContaining("message of type 63");
    assertThatThrownBy(() -> PgOutputDecoder.decode(ByteBuffer.wrap(new byte[] {'B', 1})))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> entry(ONE, 1)).hasMessageContaining("never described");
  }

  @Test
  void values_that_are_not_binary_are_refused() throws IOException {
    begin();
    journal();
    assertThatThrownBy(() ->
            accept(bytes -> {
              bytes.writeByte('I');
              bytes.writeInt(1);
              bytes.writeByte('N');
              bytes.writeShort(1);
              bytes.writeByte('t');
              bytes.writeInt(1);
              bytes.writeByte('x');
            }))
        .hasMessageContaining("PostgreSQL 14");
  }

  @Test
  void many_or_large_entries_are_cut_and_a_hole_begins_a_new_change() {
    assertThat(FolderChanges.of(ONE, 1, entries(1, 1201, 10)))
        .extracting(FolderChange::to)
        .containsExactly(500L, 1000L, 1201L);
    assertThat(FolderChanges.of(ONE, 1, entries(1, 5, 200 << 10)))
        .extracting(FolderChange::to)
        .containsExactly(2L, 4L, 5L);
    List<JournalEntry> holed = new ArrayList<>(entries(1, 2, 1));
    holed.addAll(entries(5, 6, 1));
    assertThat(FolderChanges.of(ONE, 1, holed))
        .extracting(FolderChange::from)
        .containsExactly(0L, 4L);
    assertThat(FolderChanges.of(ONE, 1, List.of())).isEmpty();
  }

  private static List<JournalEntry> entries(long first, long last, int bytes) {
    List<JournalEntry> entries = new ArrayList<>();
    for (long seq = first; seq <= last; seq++) {
      entries.add(new JournalEntry(seq, FILE, new byte[bytes], MICROS));
    }
    return entries;
  }

  private interface Bytes {
    void write(DataOutputStream bytes) throws IOException;
  }

  private CommittedTransaction accept(Bytes message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.write(new DataOutputStream(bytes));
    return assembler.accept(PgOutputDecoder.decode(ByteBuffer.wrap(bytes.toByteArray())));
  }

  private static void message(DataOutputStream bytes, String prefix, byte[] content)
      throws IOException {
    bytes.writeByte('M');
    bytes.writeByte(1);
    bytes.writeLong(77);
    bytes.writeBytes(prefix + "\0");
    bytes.writeInt(content.length);
    bytes.write(content);
  }

  private void begin() throws IOException {
    accept(bytes -> {
      bytes.writeByte('B');
      bytes.writeLong(100);
      bytes.writeLong(MICROS - PgOutputDecoder.EPOCH_2000_MICROS);
      bytes.writeInt(1);
    });
  }

  private CommittedTransaction commit(long endLsn) throws IOException {
    return accept(bytes -> {
      bytes.writeByte('C');
      bytes.writeByte(0);
      bytes.writeLong(endLsn - 1);
      bytes.writeLong(endLsn);
      bytes.writeLong(MICROS - PgOutputDecoder.EPOCH_2000_MICROS);
    });
  }

  private void journal() throws IOException {
    relation(1, "journal", "ns", "seq", "epoch", "file_id", "change", "committed_at");
  }

  private void members() throws IOException {
    relation(2, "members", "ns", "user_id", "role", "expires_at");
  }

  private void relation(int id, String table, String... columns) throws IOException {
    accept(bytes -> {
      bytes.writeByte('R');
      bytes.writeInt(id);
      text(bytes, "public");
      text(bytes, table);
      bytes.writeByte('d');
      bytes.writeShort(columns.length);
      for (String column : columns) {
        bytes.writeByte(0);
        text(bytes, column);
        bytes.writeInt(25);
        bytes.writeInt(-1);
      }
    });
  }

  private void entry(UUID ns, long seq) throws IOException {
    accept(bytes -> {
      bytes.writeByte('I');
      bytes.writeInt(1);
      bytes.writeByte('N');
      bytes.writeShort(6);
      uuid(bytes, ns);
      binary(bytes, ByteBuffer.allocate(8).putLong(seq).array());
      binary(bytes, ByteBuffer.allocate(4).putInt(3).array());
      uuid(bytes, FILE);
      binary(bytes, "{\"ü\":1}".getBytes(StandardCharsets.UTF_8));
      micros(bytes, MICROS);
    });
  }

  private void member(char type, String role, Long expiresAt) throws IOException {
    accept(bytes -> {
      bytes.writeByte(type);
      bytes.writeInt(2);
      bytes.writeByte('N');
      bytes.writeShort(4);
      uuid(bytes, ONE);
      uuid(bytes, USER);
      binary(bytes, role.getBytes(StandardCharsets.UTF_8));
      if (expiresAt == null) {
        bytes.writeByte('n');
      } else {
        micros(bytes, expiresAt);
      }
    });
  }

  private static void text(DataOutputStream bytes, String text) throws IOException {
    bytes.writeBytes(text);
    bytes.writeByte(0);
  }

  private static void uuid(DataOutputStream bytes, UUID id) throws IOException {
    bytes.writeByte('b');
    bytes.writeInt(16);
    bytes.writeLong(id.getMostSignificantBits());
    bytes.writeLong(id.getLeastSignificantBits());
  }

  private static void micros(DataOutputStream bytes, long micros) throws IOException {
    long since2000 = micros - PgOutputDecoder.EPOCH_2000_MICROS;
    binary(bytes, ByteBuffer.allocate(8).putLong(since2000).array());
  }

  private static void binary(DataOutputStream bytes, byte[] value) throws IOException {
    bytes.writeByte('b');
    bytes.writeInt(value.length);
    bytes.write(value);
  }
}
