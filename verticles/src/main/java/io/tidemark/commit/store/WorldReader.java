package io.tidemark.commit.store;

import io.tidemark.commit.plan.Content;
import io.tidemark.commit.plan.Demand;
import io.tidemark.commit.plan.Entry;
import io.tidemark.commit.plan.Extent;
import io.tidemark.commit.plan.Grant;
import io.tidemark.commit.plan.IdempotencyKey;
import io.tidemark.commit.plan.Membership;
import io.tidemark.commit.plan.NameAt;
import io.tidemark.commit.plan.NamespaceState;
import io.tidemark.commit.plan.PathAt;
import io.tidemark.commit.plan.StoredAnswer;
import io.tidemark.commit.plan.VersionAt;
import io.tidemark.commit.plan.World;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads demanded facts into a world, all statements in one flight. */
final class WorldReader {
  private final SqlConnection connection;
  private final World world;
  private final List<Future<Void>> flight = new ArrayList<>();

  WorldReader(SqlConnection connection, World world) {
    this.connection = connection;
    this.world = world;
  }

  /** Locks namespaces and reads their state; those that do not exist are left out. */
  Future<Void> lock(Set<UUID> namespaces) {
    return query(
        Sql.LOCK_NAMESPACES,
        Tuple.of(namespaces.toArray(UUID[]::new)),
        row ->
            world
                .namespaces()
                .put(
                    row.getUUID(0),
                    new NamespaceState(
                        row.getUUID(0), row.getUUID(1), row.getInteger(2), row.getLong(3))));
  }

  /** Reads everything that is demanded. What is not found is then known to be absent. */
  Future<Void> read(Demand demand) {
    entries(demand.entries());
    names(demand.names());
    paths(demand.paths());
    memberships(demand.memberships());
    grants(demand.grants());
    blocks(demand.blocks());
    answers(demand.answers());
    versions(demand.versions());
    extents(demand.extents());
    return Future.all(flight).mapEmpty();
  }

  private void entries(Set<UUID> ids) {
    if (!ids.isEmpty()) {
      absent(world.entries(), ids);
      flight.add(query(Sql.ENTRIES, Tuple.of(ids.toArray(UUID[]::new)), this::keep));
    }
  }

  private Entry keep(Row row) {
    Entry entry =
        new Entry(
            row.getUUID(0),
            row.getUUID(1),
            row.getUUID(2),
            row.getUUID(3),
            EntryKind.ofWireName(row.getString(4)),
            row.getString(5),
            row.getString(6),
            row.getBoolean(7),
            row.getLong(8),
            row.getLong(9),
            row.getUUID(10));
    world.entries().put(entry.fileId(), Optional.of(entry));
    return entry;
  }

  private void keepNamed(Row row) {
    Entry entry = keep(row);
    world
        .names()
        .put(
            new NameAt(entry.ns(), entry.parentId(), entry.nameKey()), Optional.of(entry.fileId()));
  }

  private void names(Set<NameAt> places) {
    if (!places.isEmpty()) {
      absent(world.names(), places);
      flight.add(
          query(
              Sql.NAMES,
              Columns.tuple(
                  Columns.uuids(places, NameAt::ns),
                  Columns.uuids(places, NameAt::parentId),
                  Columns.texts(places, NameAt::key)),
              this::keepNamed));
    }
  }

  private void paths(Set<PathAt> paths) {
    if (paths.isEmpty()) {
      return;
    }
    flight.add(
        query(
                Sql.PATHS,
                Columns.tuple(
                    Columns.uuids(paths, PathAt::ns),
                    Columns.texts(paths, path -> String.join("/", path.keys()))),
                this::keepNamed)
            .onSuccess(read -> paths.forEach(this::noteEnd)));
  }

  /** Where the walk ended, the next name is known to be absent. */
  private void noteEnd(PathAt path) {
    UUID folder = null;
    for (String key : path.keys()) {
      NameAt place = new NameAt(path.ns(), folder, key);
      Optional<UUID> found = world.names().get(place);
      if (found == null || found.isEmpty()) {
        world.names().put(place, Optional.empty());
        return;
      }
      folder = found.get();
    }
  }

  private void memberships(Set<Membership> memberships) {
    if (!memberships.isEmpty()) {
      absent(world.memberships(), memberships);
      flight.add(
          query(
              Sql.MEMBERSHIPS,
              Columns.tuple(
                  Columns.uuids(memberships, Membership::ns),
                  Columns.uuids(memberships, Membership::userId)),
              row ->
                  world
                      .memberships()
                      .put(
                          new Membership(row.getUUID(0), row.getUUID(1)),
                          Optional.of(Role.ofWireName(row.getString(2))))));
    }
  }

  private void grants(Set<Grant> grants) {
    if (!grants.isEmpty()) {
      absent(world.grants(), grants);
      flight.add(
          query(
              Sql.GRANTS,
              Columns.tuple(
                  Columns.uuids(grants, Grant::fileId), Columns.uuids(grants, Grant::userId)),
              row ->
                  world
                      .grants()
                      .merge(
                          new Grant(row.getUUID(0), row.getUUID(1)),
                          Optional.of(Role.ofWireName(row.getString(2))),
                          WorldReader::stronger)));
    }
  }

  private static Optional<Role> stronger(Optional<Role> left, Optional<Role> right) {
    return Stream.concat(left.stream(), right.stream()).max(Role::compareTo);
  }

  private void blocks(Set<String> hashes) {
    if (!hashes.isEmpty()) {
      absent(world.blocks(), hashes);
      flight.add(
          query(
              Sql.BLOCKS,
              Tuple.of(hashes.toArray(String[]::new)),
              row -> world.blocks().put(row.getString(0), Optional.of(row.getLong(1)))));
    }
  }

  private void answers(Set<IdempotencyKey> keys) {
    if (!keys.isEmpty()) {
      absent(world.answers(), keys);
      flight.add(
          query(
              Sql.ANSWERS,
              Columns.tuple(
                  Columns.uuids(keys, IdempotencyKey::userId),
                  Columns.texts(keys, IdempotencyKey::key)),
              row ->
                  world
                      .answers()
                      .put(
                          new IdempotencyKey(row.getUUID(0), row.getString(1)),
                          Optional.of(
                              new StoredAnswer(
                                  row.getString(2), row.getInteger(3), row.getString(4))))));
    }
  }

  private void versions(Set<VersionAt> versions) {
    if (!versions.isEmpty()) {
      absent(world.versions(), versions);
      flight.add(
          query(
              Sql.VERSIONS,
              Columns.tuple(
                  Columns.uuids(versions, VersionAt::fileId),
                  Columns.longs(versions, VersionAt::version)),
              row -> {
                OffsetDateTime mtime = row.getOffsetDateTime(4);
                world
                    .versions()
                    .put(
                        new VersionAt(row.getUUID(0), row.getLong(1)),
                        Optional.of(
                            new Content(
                                row.getString(2),
                                row.getLong(3),
                                mtime == null ? null : mtime.toInstant())));
              }));
    }
  }

  private void extents(Set<UUID> folders) {
    for (UUID folder : folders) {
      flight.add(
          query(
              Sql.EXTENT,
              Tuple.of(folder),
              row ->
                  world
                      .extents()
                      .put(
                          folder,
                          Optional.of(
                              new Extent(row.getLong(0), row.getInteger(1), row.getInteger(2))))));
    }
  }

  private Future<Void> query(String sql, Tuple parameters, Consumer<Row> eachRow) {
    Future<RowSet<Row>> rows = connection.preparedQuery(sql).execute(parameters);
    return rows.map(set -> {
      set.forEach(eachRow);
      return null;
    });
  }

  private static <K, V> void absent(Map<K, Optional<V>> facts, Collection<K> keys) {
    for (K key : keys) {
      facts.putIfAbsent(key, Optional.empty());
    }
  }
}
