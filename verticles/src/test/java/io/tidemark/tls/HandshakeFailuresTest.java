package io.tidemark.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class HandshakeFailuresTest {
  private final AtomicLong nanos = new AtomicLong();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HandshakeFailures failures = new HandshakeFailures(registry, nanos::get);

  @Test
  void both_engines_words_are_understood() {
    assertThat(HandshakeFailure.of(new SslHandshakeTimeoutException("after 10 s")))
        .isEqualTo(HandshakeFailure.TIMEOUT);
    assertThat(HandshakeFailure.of(new DecoderException(new NotSslRecordException("4745"))))
        .isEqualTo(HandshakeFailure.PLAIN_TEXT);
    assertThat(
            said("Client requested protocol TLSv1.2 is not enabled or supported in server context"))
        .isEqualTo(HandshakeFailure.VERSION);
    assertThat(said("error:100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL"))
        .isEqualTo(HandshakeFailure.VERSION);
    assertThat(said("(certificate_unknown) Received fatal alert: certificate_unknown"))
        .isEqualTo(HandshakeFailure.UNTRUSTED);
    assertThat(said("error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA"))
        .isEqualTo(HandshakeFailure.UNTRUSTED);
    assertThat(HandshakeFailure.of(new IOException("Connection reset by peer")))
        .isEqualTo(HandshakeFailure.CLOSED);
    assertThat(HandshakeFailure.of(new ClosedChannelException()))
        .isEqualTo(HandshakeFailure.CLOSED);
    assertThat(HandshakeFailure.of(new IllegalStateException())).isEqualTo(HandshakeFailure.OTHER);
  }

  @Test
  void each_is_counted_and_one_kind_is_said_every_ten_seconds_with_how_many_there_were() {
    assertThat(failures.toSay(HandshakeFailure.VERSION)).isEqualTo(1);
    assertThat(failures.toSay(HandshakeFailure.VERSION)).isZero();
    assertThat(failures.toSay(HandshakeFailure.TIMEOUT)).isEqualTo(1);
    nanos.addAndGet(HandshakeFailures.QUIET_NANOS - 1);
    assertThat(failures.toSay(HandshakeFailure.VERSION)).isZero();
    nanos.addAndGet(1);
    assertThat(failures.toSay(HandshakeFailure.VERSION)).isEqualTo(3);

    failures.failed(new ClosedChannelException());
    failures.failed(new ClosedChannelException());
    assertThat(
            registry.get("tls_handshakes_failed_total").tag("reason", "closed").counter().count())
        .isEqualTo(2);
  }

  private static HandshakeFailure said(String message) {
    return HandshakeFailure.of(new SSLHandshakeException(message));
  }
}
