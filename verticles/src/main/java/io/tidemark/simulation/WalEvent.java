package io.tidemark.simulation;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.MemberChange;
import java.util.UUID;

/** What the relay reads and Kafka carries. */
sealed interface WalEvent {
  UUID ns();

  record Folder(FolderChange change) implements WalEvent {
    @Override
    public UUID ns() {
      return change.ns();
    }
  }

  record Member(MemberChange change) implements WalEvent {
    @Override
    public UUID ns() {
      return change.ns();
    }
  }
}
