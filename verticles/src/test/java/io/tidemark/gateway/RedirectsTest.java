package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.DeviceName;
import org.junit.jupiter.api.Test;

class RedirectsTest {
  private static final DeviceName PHONE = new DeviceName("ann", "phone");

  @Test
  void a_device_is_sent_to_one_place_once() {
    Redirects redirects = new Redirects(10);
    assertThat(redirects.send(PHONE, "http://b", 0)).isTrue();
    assertThat(redirects.send(PHONE, "http://b", 1)).isFalse();
    assertThat(redirects.send(PHONE, "http://c", 2)).isTrue();
    assertThat(redirects.send(PHONE, "http://c", Redirects.REMEMBERED_MILLIS)).isFalse();
    assertThat(redirects.send(PHONE, "http://c", 2 + Redirects.REMEMBERED_MILLIS)).isTrue();
  }

  @Test
  void no_more_are_remembered_than_there_is_room_for() {
    Redirects redirects = new Redirects(3);
    for (int device = 0; device < 100; device++) {
      assertThat(redirects.send(new DeviceName("ann", "d" + device), "http://b", device)).isTrue();
    }
    assertThat(redirects.size()).isEqualTo(3);
    assertThat(redirects.wasSent(new DeviceName("ann", "d99"), "http://b", 100)).isTrue();
    assertThat(redirects.wasSent(new DeviceName("ann", "d0"), "http://b", 100)).isFalse();
  }
}
