package io.tidemark.http;

import com.nimbusds.jose.jwk.JWK;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the public keys that sign tokens come from. */
public interface KeySource {

  /**
   * The keys that may have signed a token; empty where there is none.
   *
   * @param kid the token's {@code kid}; null where it has none
   */
  Future<List<JWK>> keys(@Nullable String kid);

  /** Grows whenever a key was taken away or replaced: what was verified before must be again. */
  long generation();
}
