package io.tidemark.protocol;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Names of files and folders: what is allowed, how they are written, when two are the same. */
public final class Names {
  private static final char DOTLESS_I = '\u0131';

  private Names() {}

  /**
   * The name in Unicode NFC, as it is stored and sent.
   *
   * @throws InvalidNameException if it is not allowed
   */
  public static String normalise(String name) {
    if (name.length() > Limits.PATH_CHARS) {
      throw new InvalidNameException(tooLong(name));
    }
    if (Strings.hasLoneSurrogate(name)) {
      throw new InvalidNameException(
          "name " + Quote.of(name) + " holds half a surrogate pair; expected Unicode text");
    }
    String normalised =
        Normalizer.isNormalized(name, Normalizer.Form.NFC)
            ? name
            : Normalizer.normalize(name, Normalizer.Form.NFC);
    if (normalised.isEmpty()) {
      throw new InvalidNameException("name '' is empty; expected at least one character");
    }
    if (normalised.length() > Limits.NAME_CHARS) {
      throw new InvalidNameException(tooLong(normalised));
    }
    if (normalised.equals(".") || normalised.equals("..")) {
      throw new InvalidNameException(
          "name " + Quote.of(normalised) + " is a reference to a folder, not a name");
    }
    for (int index = 0; index < normalised.length(); index++) {
      char unit = normalised.charAt(index);
      if (unit == '/') {
        throw new InvalidNameException("name " + Quote.of(normalised) + " holds a '/'");
      }
      if (Character.isISOControl(unit)) {
        throw new InvalidNameException(
            String.format(
                "name %s holds the control character U+%04X", Quote.of(normalised), (int) unit));
      }
    }
    return normalised;
  }

  /**
   * What two names of one folder must not share: case and canonical equivalence do not tell them
   * apart. Lower, upper, lower is full case folding for all but the dotless i, which folding keeps
   * apart from i.
   */
  public static String key(String normalised) {
    if (isPrintableAscii(normalised)) {
      return normalised.toLowerCase(Locale.ROOT);
    }
    String decomposed = Normalizer.normalize(normalised, Normalizer.Form.NFD);
    StringBuilder folded = new StringBuilder(decomposed.length());
    int from = 0;
    for (int at = decomposed.indexOf(DOTLESS_I);
        at >= 0;
        at = decomposed.indexOf(DOTLESS_I, from)) {
      folded.append(fold(decomposed.substring(from, at))).append(DOTLESS_I);
      from = at + 1;
    }
    folded.append(fold(decomposed.substring(from)));
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  /**
   * The names of an absolute path, each normalised; at least one.
   *
   * @throws InvalidNameException if the path or one of its names is not allowed
   */
  public static List<String> parsePath(String absolutePath) {
    if (absolutePath.length() > Limits.PATH_CHARS) {
      throw new InvalidNameException(
          "path "
              + Quote.of(absolutePath)
              + " has "
              + absolutePath.length()
              + " characters; at most "
              + Limits.PATH_CHARS
              + " are allowed");
    }
    if (!absolutePath.startsWith("/")) {
      throw new InvalidNameException(
          "path " + Quote.of(absolutePath) + " is not absolute; expected it to start with '/'");
    }
    if (absolutePath.length() == 1) {
      throw new InvalidNameException("path '/' is the root; expected a name below it");
    }
    List<String> names = new ArrayList<>();
    int from = 1;
    while (from <= absolutePath.length()) {
      int slash = absolutePath.indexOf('/', from);
      int end = slash < 0 ? absolutePath.length() : slash;
      if (end == from) {
        throw new InvalidNameException("path " + Quote.of(absolutePath) + " has an empty segment");
      }
      if (names.size() == Limits.PATH_DEPTH) {
        throw new InvalidNameException(
            "path " + Quote.of(absolutePath) + " has more than " + Limits.PATH_DEPTH + " segments");
      }
      names.add(normalise(absolutePath.substring(from, end)));
      from = end + 1;
    }
    return Collections.unmodifiableList(names);
  }

  private static String fold(String part) {
    return part.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static boolean isPrintableAscii(String value) {
    for (int index = 0; index < value.length(); index++) {
      if (value.charAt(index) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static String tooLong(String name) {
    return "name "
        + Quote.of(name)
        + " has "
        + name.length()
        + " characters; at most "
        + Limits.NAME_CHARS
        + " are allowed";
  }
}
