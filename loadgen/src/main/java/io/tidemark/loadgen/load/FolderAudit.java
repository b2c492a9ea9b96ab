package io.tidemark.loadgen.load;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.JournalPage;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Audit;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads a folder's whole journal, and holds the devices that followed it against that. */
final class FolderAudit {
  private FolderAudit() {}

  static void check(Session user, UUID ns, KnownChanges known, List<Device> devices) {
    List<Change> entries = new ArrayList<>();
    JournalPage page;
    do {
      page = Await.of(user.journal(ns, entries.size(), Limits.JOURNAL_PAGE));
      entries.addAll(page.entries());
    } while (page.hasMore());
    Audit audit = new Audit(ns, entries, known);
    devices.forEach(device -> audit.check(device.state()));
  }
}
