package io.tidemark.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,   0,  1",
    "bytes=0-9,   0,  10",
    "bytes=5-,    5,  95",
    "bytes=90-200,90, 10",
    "bytes=-10,   90, 10",
    "bytes=-500,  0,  100",
  })
  void a_range_is_cut_to_the_block(String header, long from, long length) {
    assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange(from, length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=100-",
        "bytes=9-5",
        "bytes=-0",
        "bytes=-",
        "bytes=0-1,3-4",
        "lines=1-2",
        "bytes=a-b"
      })
  void what_is_no_part_of_the_block_is_the_whole(String header) {
    assertThat(ByteRange.of(header, 100)).isNull();
  }

  @Test
  void a_part_says_where_it_lies() {
    assertThat(new ByteRange(5, 10).of(100)).isEqualTo("bytes 5-14/100");
    assertThat(ByteRange.of((String) null, 100)).isNull();
  }
}
