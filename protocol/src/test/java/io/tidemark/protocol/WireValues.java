package io.tidemark.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Arbitrary values of everything that goes over the wire. */
public class WireValues extends DomainContextBase {

  @Provide
  Arbitrary<UUID> uuids() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
  }

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(
            seqs(),
            Combinators.combine(Arbitraries.of(ChangeOp.class), Arbitraries.of(EntryKind.class))
                .as((op, kind) -> Map.entry(op, kind)),
            Combinators.combine(
                    uuids(),
                    uuids().injectNull(0.2),
                    uuids().injectNull(0.8),
                    uuids().injectNull(0.8),
                    uuids().injectNull(0.8))
                .as((file, parent, conflict, to, from) ->
                    new UUID[] {file, parent, conflict, to, from}),
            texts(),
            texts(),
            Combinators.combine(seqs(), seqs()).as((version, size) -> List.of(version, size)),
            instants(),
            Combinators.combine(identifiers(), identifiers().injectNull(0.2))
                .as((user, device) -> new String[] {user, device}))
        .as((seq, kinds, ids, name, path, numbers, timestamp, who) ->
            new Change(
                Math.max(1, seq),
                kinds.getKey(),
                kinds.getValue(),
                ids[0],
                ids[1],
                name,
                path,
                numbers.get(0),
                numbers.get(1),
                timestamp,
                who[0],
                who[1],
                ids[2],
                ids[3],
                ids[4]));
  }

  @Provide
  Arbitrary<ServerFrame.Delta> deltas() {
    return Combinators.combine(
            uuids(),
            Arbitraries.integers().greaterOrEqual(0),
            seqs(),
            seqs(),
            changes().list().ofMaxSize(5),
            Arbitraries.of(true, false),
            Arbitraries.integers().greaterOrEqual(0),
            Arbitraries.strings().withCharRange('A', 'Z').withChars("-_").injectNull(0.5))
        .as((ns, epoch, one, other, changes, truncated, pullAfterMs, cursor) ->
            new ServerFrame.Delta(
                ns,
                epoch,
                Math.min(one, other),
                Math.max(one, other),
                changes,
                truncated,
                pullAfterMs,
                cursor));
  }

  @Provide
  Arbitrary<ServerFrame> serverFrames() {
    return Arbitraries.oneOf(
        deltas(),
        Combinators.combine(
                texts(),
                texts(),
                Arbitraries.integers().greaterOrEqual(1),
                namespaces().list().ofMaxSize(5))
            .as(ServerFrame.Welcome::new),
        texts().map(ServerFrame.Live::new),
        Combinators.combine(
                uuids(),
                Arbitraries.integers().greaterOrEqual(0),
                seqs(),
                Arbitraries.of(ResetReason.class).injectNull(0.2))
            .as(ServerFrame.Reset::new),
        namespaces().map(ServerFrame.Joined::new),
        uuids().map(ServerFrame.Left::new),
        Combinators.combine(Arbitraries.integers().greaterOrEqual(0), texts().injectNull(0.5))
            .as(ServerFrame.Reconnect::new),
        Combinators.combine(texts(), texts()).as(ServerFrame.Failure::new),
        Arbitraries.just(new ServerFrame.Pong()));
  }

  @Provide
  Arbitrary<ClientFrame> clientFrames() {
    Arbitrary<String> cursors = Arbitraries.strings().alpha().ofMinLength(1);
    return Arbitraries.oneOf(
        identifiers().map(device -> new ClientFrame.Hello(device, null, null)),
        Combinators.combine(identifiers(), watermarks())
            .as((device, watermarks) -> new ClientFrame.Hello(device, watermarks, null)),
        Combinators.combine(identifiers(), cursors, Arbitraries.of(true, false))
            .as((device, cursor, wanted) -> new ClientFrame.Hello(device, null, cursor, wanted)),
        watermarks().map(ClientFrame.Ack::new),
        cursors.map(ClientFrame.Refresh::new),
        Arbitraries.just(new ClientFrame.Ping()));
  }

  private Arbitrary<NamespaceInfo> namespaces() {
    return Combinators.combine(
            uuids(),
            Arbitraries.of(NamespaceKind.class),
            texts(),
            Arbitraries.of(Role.class),
            Arbitraries.integers().greaterOrEqual(0),
            seqs(),
            seqs())
        .as(NamespaceInfo::new);
  }

  private Arbitrary<Map<UUID, Long>> watermarks() {
    return Arbitraries.maps(uuids(), seqs()).ofMaxSize(20);
  }

  private static Arbitrary<Long> seqs() {
    return Arbitraries.longs().between(0, Limits.INTEGER_MAX);
  }

  private static Arbitrary<String> identifiers() {
    return Arbitraries.strings()
        .alpha()
        .numeric()
        .withChars("._@-")
        .ofMinLength(1)
        .ofMaxLength(128);
  }

  /** Whole code points of every plane, and what JSON has to escape. */
  private static Arbitrary<String> texts() {
    Arbitrary<String> points =
        Arbitraries.integers()
            .between(1, Character.MAX_CODE_POINT)
            .filter(point -> point < 0xd800 || point > 0xdfff)
            .map(Character::toString);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, points),
            net.jqwik.api.Tuple.of(1, Arbitraries.of("\"", "\\", "\n", "\u2028", "/", "a")))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<Instant> instants() {
    // Years 0001-9999, microseconds.
    return Combinators.combine(
            Arbitraries.longs().between(-62_135_596_800L, 253_402_300_799L),
            Arbitraries.longs().between(0, 999_999))
        .as((seconds, micros) -> Instant.ofEpochSecond(seconds, micros * 1000));
  }
}
