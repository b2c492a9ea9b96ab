package io.tidemark.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.partition.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The members by the ids that Vert.x has given them, which outlive a merge of halves. */
final class HazelcastMembers implements Members {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastMembers.class);

  /** Where vertx-hazelcast keeps a member's id. */
  private static final String ID = "__vertx.nodeId";

  private final HazelcastInstance hazelcast;
  private final String self;

  HazelcastMembers(HazelcastInstance hazelcast, String self) {
    this.hazelcast = hazelcast;
    this.self = self;
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public List<String> ids() {
    try {
      return hazelcast.getCluster().getMembers().stream()
          .map(HazelcastMembers::id)
          .filter(Objects::nonNull)
          .toList();
    } catch (HazelcastInstanceNotActiveException e) {
      return List.of();
    }
  }

  @Override
  public List<@Nullable String> owners() {
    try {
      var partitions = hazelcast.getPartitionService().getPartitions();
      List<@Nullable String> owners =
          new ArrayList<>(Collections.nCopies(partitions.size(), (String) null));
      for (Partition partition : partitions) {
        Member owner = partition.getOwner();
        owners.set(partition.getPartitionId(), owner == null ? null : id(owner));
      }
      return owners;
    } catch (HazelcastInstanceNotActiveException e) {
      return List.of();
    }
  }

  @Override
  public int partition(String user) {
    try {
      return hazelcast.getPartitionService().getPartition(user).getPartitionId();
    } catch (HazelcastInstanceNotActiveException e) {
      return Integer.MAX_VALUE; // In none that anybody owns.
    }
  }

  @Override
  public void listen(Runnable changed) {
    hazelcast
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                tell("joined", event);
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                tell("left", event);
              }

              private void tell(String what, MembershipEvent event) {
                LOG.info(
                    "member {} member={} address={} members={}",
                    what,
                    id(event.getMember()),
                    event.getMember().getAddress(),
                    event.getMembers().size());
                changed.run();
              }
            });
  }

  private static @Nullable String id(Member member) {
    return member.getAttribute(ID);
  }
}
