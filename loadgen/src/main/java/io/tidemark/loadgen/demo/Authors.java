package io.tidemark.loadgen.demo;

import io.tidemark.protocol.Limits;
import java.util.Locale;
import org.eclipse.jgit.lib.PersonIdent;

/** Makes users of git's authors: by e-mail address, always the same. */
final class Authors {
  private Authors() {}

  /** A valid user id; authors whose addresses differ only in odd characters share one. */
  static String user(PersonIdent author) {
    String address = author.getEmailAddress().trim();
    String source = address.isEmpty() ? author.getName().trim() : address;
    String id = source.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._@-]", "-");
    if (id.length() > Limits.USER_CHARS) {
      String hash = Integer.toHexString(id.hashCode());
      id = id.substring(0, Limits.USER_CHARS - hash.length() - 1) + "-" + hash;
    }
    return id.isEmpty() ? "nobody" : id;
  }
}
