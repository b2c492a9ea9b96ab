package io.tidemark.commit.store;

import io.tidemark.config.Resources;

/** The statements of this package. */
final class Sql {
  static final String LOCK_NAMESPACES = text("lock_namespaces");
  static final String ENTRIES = text("entries");
  static final String NAMES = text("names");
  static final String PATHS = text("paths");
  static final String MEMBERSHIPS = text("memberships");
  static final String GRANTS = text("grants");
  static final String BLOCKS = text("blocks");
  static final String ANSWERS = text("answers");
  static final String VERSIONS = text("versions");
  static final String EXTENT = text("extent");
  static final String ADVANCE_HEADS = text("advance_heads");
  static final String INSERT_FILES = text("insert_files");
  static final String RECOMMIT_FILES = text("recommit_files");
  static final String HIDE_FILES = text("hide_files");
  static final String ALTER_FILES = text("alter_files");
  static final String CARRY_FILES = text("carry_files");
  static final String INSERT_VERSIONS = text("insert_versions");
  static final String INSERT_JOURNAL = text("insert_journal");
  static final String INSERT_ANSWERS = text("insert_answers");

  private Sql() {}

  private static String text(String name) {
    return Resources.text(Sql.class, name + ".sql");
  }
}
