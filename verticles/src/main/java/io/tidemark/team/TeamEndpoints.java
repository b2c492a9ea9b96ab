package io.tidemark.team;

import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.PageToken;
import io.tidemark.http.Problem;
import io.tidemark.journal.Database;
import io.tidemark.protocol.InvalidNameException;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.Names;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@code /v1/team-folders}: makes folders, shows them, and says who is in them. */
public final class TeamEndpoints implements Endpoints {
  private static final int NAME_CHARS = 255;

  private final TeamFolders folders;
  private final Members members;
  private final InstantSource clock;

  public TeamEndpoints(Database database, InstantSource clock) {
    this.folders = new TeamFolders(database);
    this.members = new Members(database);
    this.clock = clock;
  }

  @Override
  public void mount(Router router) {
    router.post("/v1/team-folders").handler(this::create);
    router.get("/v1/team-folders/:ns").handler(this::read);
    router.get("/v1/team-folders/:ns/members").handler(this::list);
    router.put("/v1/team-folders/:ns/members").handler(this::putMany);
    router.put("/v1/team-folders/:ns/members/:user").handler(this::put);
    router.delete("/v1/team-folders/:ns/members/:user").handler(this::remove);
  }

  private void create(RoutingContext context) {
    String name = name(Bodies.string(Bodies.object(context), "name"));
    folders
        .create(UUID.randomUUID(), name, Callers.of(context).userId())
        .onSuccess(folder -> Answers.json(context, 201, folder.json()))
        .onFailure(context::fail);
  }

  private static String name(String wanted) {
    String name;
    try {
      name = Names.normalise(wanted);
    } catch (InvalidNameException e) {
      throw Problem.of(ProblemCode.INVALID_NAME, String.valueOf(e.getMessage()));
    }
    if (name.length() > NAME_CHARS) {
      throw Problem.of(
          ProblemCode.INVALID_NAME,
          "the name has " + name.length() + " characters; at most " + NAME_CHARS + " are allowed");
    }
    return name;
  }

  private void read(RoutingContext context) {
    folders
        .read(Bodies.pathUuid(context, "ns"), Callers.of(context).userId())
        .onSuccess(folder -> Answers.json(context, 200, folder.json()))
        .onFailure(context::fail);
  }

  private void list(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    String after = PageToken.key(context.request().getParam("pageToken"), "");
    int limit =
        (int) Bodies.queryInteger(context, "limit", 1, Limits.MEMBERS_PAGE, Limits.MEMBERS_PAGE);
    folders
        .read(ns, Callers.of(context).userId()) // Who is not in it may not know who is.
        .compose(folder -> members.list(ns, after, limit))
        .onSuccess(page -> Answers.json(context, 200, page(page, limit)))
        .onFailure(context::fail);
  }

  private static JsonObject page(List<Member> members, int limit) {
    JsonArray array = new JsonArray();
    members.forEach(member -> array.add(member.json()));
    JsonObject page = new JsonObject().put("members", array);
    if (members.size() == limit) {
      page.put("nextPageToken", PageToken.after(members.getLast().user()));
    }
    return page;
  }

  private void putMany(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    List<Member> wanted =
        members(Bodies.objects(Bodies.object(context), "members", Limits.MEMBERS_PER_CALL));
    members
        .put(ns, Callers.of(context).userId(), wanted)
        .onSuccess(changed -> Answers.json(context, 200, new JsonObject().put("changed", changed)))
        .onFailure(context::fail);
  }

  private List<Member> members(List<JsonObject> bodies) {
    Instant now = clock.instant();
    Set<String> named = HashSet.newHashSet(bodies.size());
    List<Member> members = new ArrayList<>(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      Member member;
      try {
        member = Member.of(Bodies.string(bodies.get(i), "user"), bodies.get(i), now);
      } catch (Problem problem) {
        throw Problem.of(problem.code(), "members[" + i + "]." + problem.getMessage());
      }
      if (!named.add(member.user())) {
        throw Bodies.wrong("members[" + i + "].user", member.user(), "each user once");
      }
      members.add(member);
    }
    return members;
  }

  private void put(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    Member member = Member.of(context.pathParam("user"), Bodies.object(context), clock.instant());
    members
        .put(ns, Callers.of(context).userId(), List.of(member))
        .onSuccess(changed -> Answers.json(context, 200, member.json()))
        .onFailure(context::fail);
  }

  private void remove(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    members
        .remove(ns, Callers.of(context).userId(), context.pathParam("user"))
        .onSuccess(removed -> Answers.empty(context))
        .onFailure(context::fail);
  }
}
