/*
 * A bare epoll loop that sends the same bytes to every WebSocket: what the kernel charges for a broadcast, with next
 * to nothing around it. "./tidemark load fanout" compiles and runs it, and compares a hub with it.
 *
 *   epoll_broadcast THREADS      prints "listening PORT" and serves 127.0.0.1 until its standard input ends
 *
 * GET …              is answered 101 and becomes one of the sockets that are sent to
 * POST … + N bytes   sends these bytes as one text frame to every socket, then answers 200
 *
 * Each thread has its own epoll and its own sockets; the first one also accepts. A frame is made once and shared. What
 * a socket does not take at once is kept for it and written when there is room.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FD 1100000
#define MAX_THREADS 64
#define REQUEST_BYTES 65536

struct frame { atomic_int left; size_t length; unsigned char bytes[]; };
struct node { struct frame *frame; struct node *next; };

struct loop {
  pthread_t thread;
  int epoll, wake;
  int *sockets, count, room;         /* those that were upgraded */
  pthread_mutex_t lock;
  struct node *first, *last;         /* frames to be sent */
};

/* By file descriptor: what has been read of a request, what could not be written yet, the place among the sockets. */
static struct peer { char *request; size_t have; unsigned char *rest; size_t rest_length; int place; } *peers;
static struct loop loops[MAX_THREADS];
static int threads = 1, next_loop = 0;
static const char SWITCH[] =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Protocol: tidemark.v1\r\n"
    /* For the sample key of RFC 6455, which the load generator always sends. */
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static const char DONE[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

static void die(const char *what) { perror(what); exit(1); }

static void watch(struct loop *loop, int fd, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(loop->epoll, operation, fd, &event) && errno != ENOENT) die("epoll_ctl");
}

static void drop(struct loop *loop, int fd) {
  struct peer *peer = &peers[fd];
  if (peer->place >= 0) {
    int last = loop->sockets[--loop->count];
    loop->sockets[peer->place] = last;
    peers[last].place = peer->place;
  }
  free(peer->request); free(peer->rest);
  memset(peer, 0, sizeof *peer);
  peer->place = -1;
  close(fd);
}

static void keep(struct loop *loop, int fd, const unsigned char *bytes, size_t length) {
  struct peer *peer = &peers[fd];
  peer->rest = realloc(peer->rest, peer->rest_length + length);
  if (!peer->rest) die("realloc");
  memcpy(peer->rest + peer->rest_length, bytes, length);
  peer->rest_length += length;
  watch(loop, fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void send_all(struct loop *loop, struct frame *frame) {
  for (int i = loop->count - 1; i >= 0; i--) {
    int fd = loop->sockets[i];
    if (peers[fd].rest_length) { keep(loop, fd, frame->bytes, frame->length); continue; }
    ssize_t sent = write(fd, frame->bytes, frame->length);
    if (sent < 0 && errno != EAGAIN) { drop(loop, fd); continue; }
    if (sent < 0) sent = 0;
    if ((size_t)sent < frame->length) keep(loop, fd, frame->bytes + sent, frame->length - sent);
  }
  if (atomic_fetch_sub(&frame->left, 1) == 1) free(frame);
}

static void flush(struct loop *loop, int fd) {
  struct peer *peer = &peers[fd];
  ssize_t sent = write(fd, peer->rest, peer->rest_length);
  if (sent < 0) { if (errno != EAGAIN) drop(loop, fd); return; }
  memmove(peer->rest, peer->rest + sent, peer->rest_length - sent);
  peer->rest_length -= sent;
  if (!peer->rest_length) { free(peer->rest); peer->rest = NULL; watch(loop, fd, EPOLL_CTL_MOD, EPOLLIN); }
}

static void broadcast(const char *body, size_t length) {
  struct frame *frame = malloc(sizeof *frame + length + 10);
  if (!frame) die("malloc");
  size_t head = length < 126 ? 2 : length < 65536 ? 4 : 10;
  frame->bytes[0] = 0x81;
  frame->bytes[1] = head == 2 ? length : head == 4 ? 126 : 127;
  for (size_t i = 2; i < head; i++) frame->bytes[i] = (uint64_t)length >> 8 * (head - 1 - i);
  memcpy(frame->bytes + head, body, length);
  frame->length = head + length;
  atomic_store(&frame->left, threads);
  for (int i = 0; i < threads; i++) {
    struct node *node = malloc(sizeof *node);
    if (!node) die("malloc");
    *node = (struct node){frame, NULL};
    pthread_mutex_lock(&loops[i].lock);
    if (loops[i].last) loops[i].last->next = node; else loops[i].first = node;
    loops[i].last = node;
    pthread_mutex_unlock(&loops[i].lock);
    uint64_t one = 1;
    if (write(loops[i].wake, &one, sizeof one) < 0) die("eventfd");
  }
}

static void woken(struct loop *loop) {
  uint64_t count;
  if (read(loop->wake, &count, sizeof count) < 0) return;
  pthread_mutex_lock(&loop->lock);
  struct node *node = loop->first;
  loop->first = loop->last = NULL;
  pthread_mutex_unlock(&loop->lock);
  while (node) { struct node *next = node->next; send_all(loop, node->frame); free(node); node = next; }
}

/* A request's bytes; 1 while it is not complete. */
static int request(struct loop *loop, int fd) {
  struct peer *peer = &peers[fd];
  char *end = memmem(peer->request, peer->have, "\r\n\r\n", 4);
  if (!end) return peer->have < REQUEST_BYTES - 1;
  *end = 0;
  if (!strncmp(peer->request, "GET ", 4)) {
    if (write(fd, SWITCH, sizeof SWITCH - 1) != sizeof SWITCH - 1) return 0;
    free(peer->request);
    peer->request = NULL;
    if (loop->count == loop->room) {
      loop->room = loop->room ? 2 * loop->room : 1024;
      loop->sockets = realloc(loop->sockets, loop->room * sizeof(int));
      if (!loop->sockets) die("realloc");
    }
    peer->place = loop->count;
    loop->sockets[loop->count++] = fd;
    return 1;
  }
  char *length_at = strcasestr(peer->request, "\r\ncontent-length:");
  *end = '\r';
  if (!length_at) return 0;
  size_t length = strtoul(length_at + 17, NULL, 10), head = end + 4 - peer->request;
  if (length > REQUEST_BYTES - head - 1) return 0;
  if (peer->have < head + length) return 1;
  broadcast(end + 4, length);
  memmove(peer->request, peer->request + head + length, peer->have - head - length);
  peer->have -= head + length;
  return write(fd, DONE, sizeof DONE - 1) == sizeof DONE - 1;
}

static void readable(struct loop *loop, int fd) {
  struct peer *peer = &peers[fd];
  char scratch[4096];
  int upgraded = peer->place >= 0;
  if (!upgraded && !peer->request && !(peer->request = malloc(REQUEST_BYTES))) die("malloc");
  ssize_t got = upgraded ? read(fd, scratch, sizeof scratch)
                         : read(fd, peer->request + peer->have, REQUEST_BYTES - 1 - peer->have);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) { drop(loop, fd); return; }
  if (upgraded) return;              /* what devices say is of no interest here */
  peer->have += got;
  peer->request[peer->have] = 0;
  if (!request(loop, fd)) drop(loop, fd);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    int one = 1;
    if (fd >= MAX_FD) { close(fd); continue; }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    peers[fd].place = -1;
    watch(&loops[next_loop++ % threads], fd, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static int listener = -1;

static void *run(void *argument) {
  struct loop *loop = argument;
  struct epoll_event events[512];
  for (;;) {
    int count = epoll_wait(loop->epoll, events, 512, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_all(fd);
      else if (fd == loop->wake) woken(loop);
      else if (events[i].events & EPOLLOUT && peers[fd].rest_length) flush(loop, fd);
      else readable(loop, fd);
    }
  }
  return NULL;
}

int main(int count, char **arguments) {
  threads = count > 1 ? atoi(arguments[1]) : 1;
  if (threads < 1 || threads > MAX_THREADS) { fprintf(stderr, "expected 1 to %d threads\n", MAX_THREADS); return 2; }
  if (!(peers = calloc(MAX_FD, sizeof *peers))) die("calloc");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) || listen(listener, 8192)) die("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length)) die("getsockname");
  for (int i = 0; i < threads; i++) {
    loops[i].epoll = epoll_create1(0);
    loops[i].wake = eventfd(0, EFD_NONBLOCK);
    pthread_mutex_init(&loops[i].lock, NULL);
    watch(&loops[i], loops[i].wake, EPOLL_CTL_ADD, EPOLLIN);
  }
  watch(&loops[0], listener, EPOLL_CTL_ADD, EPOLLIN);
  for (int i = 0; i < threads; i++)
    if (pthread_create(&loops[i].thread, NULL, run, &loops[i])) die("pthread_create");
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (getchar() != EOF) {}
  return 0;
}
