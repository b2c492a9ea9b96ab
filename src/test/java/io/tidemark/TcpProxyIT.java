package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The network that other tests rely on does what it says. */
@Timeout(20)
class TcpProxyIT {
  private ServerSocket server;
  private TcpProxy proxy;
  private Socket client;
  private Socket accepted;

  @BeforeEach
  void a_connection_through_the_proxy() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    proxy = TcpProxy.to(server.getLocalPort());
    client = connect();
    accepted = server.accept();
    accepted.setSoTimeout(10_000);
  }

  @AfterEach
  void all_is_closed() throws IOException {
    proxy.close();
    client.close();
    accepted.close();
    server.close();
  }

  @Test
  void bytes_and_the_end_pass_in_both_directions() throws IOException {
    client.getOutputStream().write(new byte[] {1, 2, 3});
    client.shutdownOutput();
    assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
    accepted.getOutputStream().write(new byte[100_000]);
    accepted.close();
    assertThat(client.getInputStream().readAllBytes()).hasSize(100_000);
  }

  @Test
  void a_black_hole_holds_bytes_and_ends_back_until_it_passes() throws IOException {
    client.getOutputStream().write(1);
    assertThat(accepted.getInputStream().read()).isEqualTo(1);
    proxy.blackHole();
    accepted.getOutputStream().write(new byte[] {4, 5});
    accepted.close();
    client.setSoTimeout(200);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(10_000);
    proxy.pass();
    assertThat(client.getInputStream().readAllBytes()).containsExactly(4, 5);
  }

  @Test
  void a_throttled_client_gets_its_bytes_at_that_rate() throws IOException {
    proxy.throttle(20);
    long startNanos = System.nanoTime();
    accepted.getOutputStream().write(new byte[10]);
    assertThat(client.getInputStream().readNBytes(10)).hasSize(10);
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void a_cut_network_resets_what_is_there_and_what_comes() throws IOException {
    proxy.cut();
    assertThatThrownBy(() -> end(client)).isInstanceOf(IOException.class);
    try (Socket late = connect()) {
      assertThatThrownBy(() -> end(late)).isInstanceOf(IOException.class);
    }
    assertThat(proxy.connections()).isZero();
    proxy.pass();
    try (Socket again = connect();
        Socket behind = server.accept()) {
      again.getOutputStream().write(7);
      assertThat(behind.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void what_is_forgotten_hears_nothing_more_and_what_comes_is_led_elsewhere() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      proxy.forget();
      proxy.leadTo(other.getLocalPort());
      accepted.getOutputStream().write(1);
      client.setSoTimeout(200);
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      try (Socket late = connect();
          Socket behind = other.accept()) {
        behind.getOutputStream().write(7);
        assertThat(late.getInputStream().read()).isEqualTo(7);
      }
      client.setSoTimeout(10_000);
      proxy.reset();
      assertThatThrownBy(() -> end(client)).isInstanceOf(IOException.class);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Reads to the end; the client of a cut connection sees a reset there, or no bytes. */
  private static void end(Socket socket) throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("ended");
    }
  }
}
