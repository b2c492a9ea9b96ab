package io.tidemark.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.SettingException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has new connections served the certificate that its files hold by now; old ones live on. Files
 * are read and compared, as a mounted Secret is replaced by moving symbolic links.
 */
public final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

  private final Vertx vertx;
  private final Tls tls;
  private final Function<ServerSSLOptions, Future<Boolean>> listener;
  private final Counter renewed;
  private final Counter refused;
  private String told = "";
  private long timer = -1;

  /**
   * @param listener takes what new connections are to get
   */
  public CertificateWatch(
      Vertx vertx,
      Tls tls,
      Function<ServerSSLOptions, Future<Boolean>> listener,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.tls = tls;
    this.listener = listener;
    this.renewed = counter(registry, "renewed");
    this.refused = counter(registry, "refused");
    Gauge.builder("tls_certificate_expiry_seconds", tls, one -> one.expiry().getEpochSecond())
        .description("When the certificate that is served ends, in seconds since 1970")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("tls_certificate_changes_total")
        .description("Changed certificate files: served from then on, or of no use")
        .tag("outcome", outcome)
        .register(registry);
  }

  /**
   * @param everyMillis between two looks at the files
   */
  public void start(long everyMillis) {
    timer =
        vertx.setPeriodic(
            everyMillis,
            _ -> {
              Future<Boolean> look = vertx.executeBlocking(tls::reread).compose(this::serve);
              look.onFailure(this::failed);
            });
  }

  private Future<Boolean> serve(boolean changed) {
    if (!changed) {
      told = "";
      return Future.succeededFuture(false);
    }
    return listener
        .apply(tls.renewed())
        .onSuccess(_ -> {
          told = "";
          renewed.increment();
          LOG.info("certificate renewed expiry={}", tls.expiry());
        });
  }

  /** The one that was served is served on. */
  private void failed(Throwable cause) {
    String reason = cause instanceof SettingException ? cause.getMessage() : cause.toString();
    if (!told.equals(reason)) {
      told = String.valueOf(reason);
      refused.increment();
      LOG.warn("certificate not renewed, the one before is served on reason={}", reason);
    }
  }

  public void stop() {
    vertx.cancelTimer(timer);
  }
}
