/*
 * Stands in for the kernel's GPIO character device, version 2: loaded before a program with LD_PRELOAD, it answers for every file
 * called gpiochipN. It uses the system's own linux/gpio.h, so that numbers, sizes and places of fields are the kernel's and
 * not ours. What it was asked goes as text into the file FAKE_GPIO_LOG. Line 0 is always taken. An input has an edge at once.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MOST = 4096, CHIP = 1, LINES = 2 };
static char kinds[MOST];

static void tell(const char *form, ...) {
  const char *name = getenv("FAKE_GPIO_LOG");
  FILE *log = name ? fopen(name, "a") : NULL;
  if (!log) return;
  va_list words;
  va_start(words, form);
  vfprintf(log, form, words);
  va_end(words);
  fclose(log);
}

static int is_chip(const char *path) {
  const char *name = strrchr(path, '/');
  return name && strncmp(name + 1, "gpiochip", 8) == 0;
}

static int opened(const char *path, int flags, mode_t mode, const char *real) {
  int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, real);
  if (!is_chip(path)) return next(path, flags, mode);
  int fd = next("/dev/null", O_RDWR | O_CLOEXEC);
  if (fd >= 0 && fd < MOST) kinds[fd] = CHIP;
  return fd;
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return opened(path, flags, mode, "open");
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = va_arg(more, mode_t);
  va_end(more);
  return opened(path, flags, mode, "open64");
}

static int refused(int why) {
  errno = why;
  return -1;
}

static int get_lines(struct gpio_v2_line_request *wanted) {
  tell("lines");
  for (unsigned index = 0; index < wanted->num_lines; index++) {
    if (wanted->offsets[index] == 0) return refused(EBUSY);
    tell(" %u", wanted->offsets[index]);
  }
  tell(" flags %llx", (unsigned long long)wanted->config.flags);
  for (unsigned index = 0; index < wanted->config.num_attrs; index++) {
    struct gpio_v2_line_config_attribute *given = &wanted->config.attrs[index];
    if (given->attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES)
      tell(" values %llx of %llx", (unsigned long long)given->attr.values, (unsigned long long)given->mask);
    if (given->attr.id == GPIO_V2_LINE_ATTR_ID_DEBOUNCE) tell(" debounce %u", given->attr.debounce_period_us);
  }
  tell(" by %s\n", wanted->consumer);
  int ends[2];
  if (pipe(ends) < 0) return -1;
  if (wanted->config.flags & GPIO_V2_LINE_FLAG_INPUT) {
    struct gpio_v2_line_event edge = {
        .id = GPIO_V2_LINE_EVENT_RISING_EDGE, .offset = wanted->offsets[0], .seqno = 1, .line_seqno = 1};
    if (write(ends[1], &edge, sizeof edge) < 0) return -1;
  }
  if (ends[0] < MOST) kinds[ends[0]] = LINES;
  wanted->fd = ends[0];
  return 0;
}

static int line_info(struct gpio_v2_line_info *info) {
  snprintf(info->name, sizeof info->name, "GPIO%u", info->offset);
  if (info->offset == 0) {
    info->flags = GPIO_V2_LINE_FLAG_USED;
    strcpy(info->consumer, "spi0 CS0");
  }
  return 0;
}

int ioctl(int fd, unsigned long request, ...) {
  va_list more;
  va_start(more, request);
  void *data = va_arg(more, void *);
  va_end(more);
  int (*next)(int, unsigned long, ...) = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
  int kind = fd >= 0 && fd < MOST ? kinds[fd] : 0;
  if (kind == CHIP && request == GPIO_GET_CHIPINFO_IOCTL) {
    struct gpiochip_info *info = data;
    strcpy(info->name, "gpiochip0");
    strcpy(info->label, "pinctrl-bcm2711");
    info->lines = 58;
    return 0;
  }
  if (kind == CHIP && request == GPIO_V2_GET_LINEINFO_IOCTL) return line_info(data);
  if (kind == CHIP && request == GPIO_V2_GET_LINE_IOCTL) return get_lines(data);
  if (kind == LINES && request == GPIO_V2_LINE_SET_VALUES_IOCTL) {
    struct gpio_v2_line_values *values = data;
    tell("set %llx of %llx\n", (unsigned long long)values->bits, (unsigned long long)values->mask);
    return 0;
  }
  if (kind == LINES && request == GPIO_V2_LINE_GET_VALUES_IOCTL) {
    ((struct gpio_v2_line_values *)data)->bits = 0;
    return 0;
  }
  return kind ? refused(EINVAL) : next(fd, request, data);
}
