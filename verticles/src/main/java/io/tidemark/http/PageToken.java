package io.tidemark.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where the next page of a listing begins: after the last key of this one. */
public final class PageToken {
  private PageToken() {}

  public static String after(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The key; {@code first} without a token. */
  public static String key(@Nullable String token, String first) {
    if (token == null) {
      return first;
    }
    String key =
        Bodies.parse(
            "pageToken",
            token,
            "a nextPageToken",
            text -> new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    if (key.indexOf('\0') >= 0) {
      throw Bodies.wrong("pageToken", token, "a nextPageToken");
    }
    return key;
  }
}
