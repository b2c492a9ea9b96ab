package io.tidemark.simulation;

import io.tidemark.flow.Delta;
import io.tidemark.protocol.ServerFrame;

/** What a node says to a device. */
sealed interface HubMessage {

  record Frame(ServerFrame frame) implements HubMessage {}

  /** A delta, whose encoding is of no interest here. */
  record Push(Delta delta) implements HubMessage {}

  /** A heartbeat. */
  record Beat() implements HubMessage {}

  /** The node closes. */
  record Close(String why) implements HubMessage {}
}
