package io.tidemark.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.CatchUpPage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
  private static final SharedReads.Page PAGE = new SharedReads.Page(new UUID(1, 1), 1, 5, 100);
  private static final SharedReads.Page OTHER = new SharedReads.Page(new UUID(1, 1), 1, 6, 100);

  private final SharedReads<CatchUpPage> reads = new SharedReads<>();
  private final List<Promise<CatchUpPage>> begun = new ArrayList<>();

  @Test
  void who_asks_for_the_same_page_at_the_same_time_gets_the_same_answer() {
    Future<CatchUpPage> first = read(PAGE);
    Future<CatchUpPage> second = read(PAGE);
    Future<CatchUpPage> other = read(OTHER);
    assertThat(begun).hasSize(2);
    CatchUpPage page = new CatchUpPage(1, 5, List.of());
    begun.getFirst().complete(page);
    assertThat(first.result()).isSameAs(page);
    assertThat(second.result()).isSameAs(page);
    assertThat(other.isComplete()).isFalse();
  }

  @Test
  void an_answer_is_for_those_who_waited_and_for_nobody_after_them() {
    read(PAGE);
    begun.getFirst().complete(new CatchUpPage(1, 5, List.of()));
    assertThat(read(PAGE).isComplete()).isFalse();
    begun.get(1).fail("away");
    assertThat(read(PAGE).isComplete()).isFalse();
    assertThat(begun).hasSize(3);
  }

  private Future<CatchUpPage> read(SharedReads.Page page) {
    return reads.read(
        page,
        () -> {
          Promise<CatchUpPage> source = Promise.promise();
          begun.add(source);
          return source.future();
        });
  }
}
