package io.tidemark.http;

import com.nimbusds.jose.jwk.JWK;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two sources as one: the second is asked only for keys that the first does not have. */
public record JoinedKeys(KeySource first, KeySource second) implements KeySource {

  @Override
  public Future<List<JWK>> keys(@Nullable String kid) {
    if (kid == null) {
      // Without a name, either may have signed it.
      return first
          .keys(null)
          .compose(own ->
              second
                  .keys(null)
                  .map(others -> Stream.concat(own.stream(), others.stream()).toList()));
    }
    return first
        .keys(kid)
        .compose(found -> found.isEmpty() ? second.keys(kid) : Future.succeededFuture(found));
  }

  @Override
  public long generation() {
    return first.generation() + second.generation();
  }
}
