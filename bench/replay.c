/* Sends a pool of datagrams to one loopback address and counts the answers.
 *
 *   replay HOST PORT POOL SOCKETS SECONDS
 *
 * POOL holds records of two lengths (16 bits each, little endian: of the request, and the least its answer has)
 * and the request. Each socket has one request under way, so an answer needs no matching; one that stays out for
 * half a second counts as lost and is asked again. Prints "answers short lost seconds". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST_SOCKETS = 256, MOST_REQUESTS = 65536 };

struct request { uint16_t size, least; unsigned char *data; };

static struct request requests[MOST_REQUESTS];
static size_t request_count, next_request;
static struct pollfd sockets[MOST_SOCKETS];
static double asked_at[MOST_SOCKETS];
static uint16_t least[MOST_SOCKETS];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void ask(int i) {
    struct request *request = &requests[next_request++ % request_count];
    asked_at[i] = now();
    least[i] = request->least;
    send(sockets[i].fd, request->data, request->size, 0);
}

static int fail(const char *what) {
    fprintf(stderr, "replay: %s\n", what);
    return 2;
}

int main(int argc, char **argv) {
    if (argc != 6) return fail("HOST PORT POOL SOCKETS SECONDS");
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    if (!inet_aton(argv[1], &there.sin_addr) || ntohl(there.sin_addr.s_addr) >> 24 != 127) return fail("loopback only");
    int count = atoi(argv[4]);
    double seconds = atof(argv[5]);
    if (count < 1 || count > MOST_SOCKETS) return fail("1 to 256 sockets");

    FILE *pool = fopen(argv[3], "rb");
    if (!pool) return fail("no pool");
    unsigned char sizes[4];
    while (request_count < MOST_REQUESTS && fread(sizes, 1, 4, pool) == 4) {
        struct request *request = &requests[request_count];
        request->size = sizes[0] | sizes[1] << 8;
        request->least = sizes[2] | sizes[3] << 8;
        request->data = malloc(request->size);
        if (fread(request->data, 1, request->size, pool) != request->size) break;
        request_count++;
    }
    fclose(pool);
    if (!request_count) return fail("empty pool");

    for (int i = 0; i < count; i++) {
        sockets[i].fd = socket(AF_INET, SOCK_DGRAM, 0);
        sockets[i].events = POLLIN;
        if (connect(sockets[i].fd, (struct sockaddr *)&there, sizeof there)) return fail("no socket");
    }
    unsigned char answer[65536];
    uint64_t answers = 0, too_short = 0, lost = 0;
    double began = now();
    for (int i = 0; i < count; i++) ask(i);
    while (now() - began < seconds) {
        poll(sockets, count, 20);
        for (int i = 0; i < count; i++) {
            if (sockets[i].revents & POLLIN) {
                ssize_t size = recv(sockets[i].fd, answer, sizeof answer, 0);
                if (size >= 0) {
                    answers++;
                    too_short += size < least[i];
                }
                ask(i);
            } else if (now() - asked_at[i] > 0.5) {
                lost++;
                ask(i);
            }
        }
    }
    printf("%llu %llu %llu %.6f\n", (unsigned long long)answers, (unsigned long long)too_short,
           (unsigned long long)lost, now() - began);
    return 0;
}
