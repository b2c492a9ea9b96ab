package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temporary;

  @Test
  void it_is_made_where_there_is_none_for_the_owner_only() throws IOException {
    try (DataFolder folder = DataFolder.open(temporary.resolve("a/b"))) {
      assertThat(permissions(folder.root())).isEqualTo("rwx------");
    }
  }

  @Test
  void a_second_hub_is_told_who_has_it() {
    try (DataFolder first = DataFolder.open(temporary)) {
      assertThatThrownBy(() -> DataFolder.open(temporary))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining(first.root().toString())
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("--data");
    }
  }

  @Test
  void another_name_of_the_same_folder_does_not_get_in() throws IOException {
    Path link = temporary.resolve("link");
    Files.createSymbolicLink(link, Files.createDirectory(temporary.resolve("data")));
    try (DataFolder first = DataFolder.open(temporary.resolve("data"))) {
      assertThat(first.root()).exists();
      assertThatThrownBy(() -> DataFolder.open(link)).isInstanceOf(DataFolderException.class);
    }
  }

  @Test
  void once_closed_it_can_be_opened_again() {
    DataFolder.open(temporary).close();
    DataFolder.open(temporary).close();
  }

  @Test
  void a_file_in_its_place_is_refused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("cannot use the data folder " + file);
  }

  @Test
  void a_generated_key_is_kept_and_nobody_elses_to_read() throws IOException {
    byte[] key;
    try (DataFolder folder = DataFolder.open(temporary)) {
      key = folder.secret("blocks.key", "");
      assertThat(key).hasSize(32).isNotEqualTo(folder.secret("cursor.key", ""));
      assertThat(permissions(folder.secretFile("blocks.key"))).isEqualTo("rw-------");
    }
    try (DataFolder folder = DataFolder.open(temporary)) {
      assertThat(folder.secret("blocks.key", "")).isEqualTo(key);
    }
  }

  @Test
  void a_configured_key_is_used_and_not_written() {
    try (DataFolder folder = DataFolder.open(temporary)) {
      assertThat(folder.secret("blocks.key", "0a0b")).containsExactly(10, 11);
      assertThat(folder.secretFile("blocks.key")).doesNotExist();
    }
  }

  @Test
  void a_damaged_key_is_an_error_not_a_new_key() throws IOException {
    try (DataFolder folder = DataFolder.open(temporary)) {
      Files.writeString(folder.secretFile("blocks.key"), "not hexadecimal");
      assertThatThrownBy(() -> folder.secret("blocks.key", ""))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("is damaged");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
