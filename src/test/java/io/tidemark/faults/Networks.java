package io.tidemark.faults;

import io.tidemark.TcpProxy;
import java.util.List;

/** The networks between several nodes and one server, as one: what is done is done to each. */
record Networks(List<TcpProxy> each) {

  void pass() {
    each.forEach(TcpProxy::pass);
  }

  void blackHole() {
    each.forEach(TcpProxy::blackHole);
  }

  void cut() {
    each.forEach(TcpProxy::cut);
  }

  void forget() {
    each.forEach(TcpProxy::forget);
  }
}
