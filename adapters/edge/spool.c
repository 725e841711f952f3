/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/spool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/fault_point.h"
#include "base/memory.h"
#include "edge/spool_schema.h"

/* linux/magic.h lacks the last one. */
enum { NFS_MAGIC = 0x6969, SMB_MAGIC = 0x517B, SMB2_MAGIC = 0xFE534D42, CIFS_MAGIC = 0xFF534D42 };

/* SQLite writes on into files that somebody has deleted or moved away. */
static const char *const files[] = { "spool.db", "spool.db-wal" };

struct spool {
    int folder, lock; /* held for as long as the spool is open */
    struct {
        dev_t device;
        ino_t number;
    } files[ARRAY_SIZE(files)]; /* as they were opened */
    sqlite3 *db;
    bool writing;
};

struct spool_rows {
    struct spool *spool;
    sqlite3_stmt *statement;
};

/* SQLite's longer texts may quote; its names of codes do not. */
static enum fault fault_of(int rc, struct error *err)
{
    switch (rc & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set_code(err, FAULT_BROKEN, "spool_corrupt", "spool: %s", sqlite3_errstr(rc));
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
        return error_set_code(err, FAULT_RETRY, "spool", "spool: %s", sqlite3_errstr(rc));
    default:
        return error_set_code(err, FAULT_BROKEN, "spool_statement", "spool: %s",
                              sqlite3_errstr(rc));
    }
}

static enum fault open_folder(const char *folder, int *ret_folder, struct error *err)
{
    struct stat status;
    struct statfs system;
    int fd;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return error_set_code(err, FAULT_INPUT, "spool_folder", "spool %s: cannot be made: %s",
                              folder, strerror(errno));
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || fstatfs(fd, &system) != 0) {
        int reason = errno;

        if (fd >= 0)
            close(fd);
        return error_set_code(err, FAULT_INPUT, "spool_folder", "spool %s: cannot be opened: %s",
                              folder, strerror(reason));
    }
    *ret_folder = fd;
    if (status.st_uid != geteuid() || (status.st_mode & 077))
        return error_set_code(err, FAULT_INPUT, "spool_mode",
                              "spool %s: must be this user's own, with mode 0700", folder);
    if (system.f_type == NFS_MAGIC || system.f_type == SMB_MAGIC ||
        (uint32_t)system.f_type == SMB2_MAGIC || (uint32_t)system.f_type == CIFS_MAGIC)
        return error_set_code(err, FAULT_INPUT, "spool_network",
                              "spool %s: must not be on a network file system", folder);
    return FAULT_NONE;
}

/* The lock is a file of its own: SQLite uses locks on its file, and closing any descriptor of a
 * file gives all of the process's locks on it away. */
static enum fault take_lock(struct spool *spool, const char *folder, struct error *err)
{
    enum fault fault = open_folder(folder, &spool->folder, err);
    int db;

    if (!fault) {
        spool->lock =
            openat(spool->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (spool->lock < 0)
            fault = error_set_code(err, FAULT_INPUT, "spool_folder",
                                   "spool %s: lock: cannot be made: %s", folder, strerror(errno));
        else if (flock(spool->lock, LOCK_EX | LOCK_NB) != 0)
            fault = error_set_code(err, FAULT_INPUT, "spool_in_use",
                                   "spool %s: another process is using it", folder);
    }
    if (!fault) { /* made here for its mode, which the -wal file gets too */
        db = openat(spool->folder, "spool.db", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (db < 0)
            fault =
                error_set_code(err, FAULT_INPUT, "spool_folder",
                               "spool %s: spool.db: cannot be made: %s", folder, strerror(errno));
        else
            close(db);
    }
    return fault;
}

static enum fault execute(struct spool *spool, const char *sql, struct error *err)
{
    int rc = sqlite3_exec(spool->db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? FAULT_NONE : fault_of(rc, err);
}

static enum fault check_file(struct spool *spool, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault;

    fault = spool_query(spool, "PRAGMA quick_check(1)", (struct spool_values){ 0 }, &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    if (!has || strcmp(spool_get_text(rows, 0), "ok") != 0)
        return error_set_code(err, FAULT_BROKEN, "spool_corrupt",
                              "spool: the file is damaged; restore it or move it away");
    return FAULT_NONE;
}

static enum fault read_version(struct spool *spool, int64_t *ret_version, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault =
        spool_query(spool, "PRAGMA user_version", (struct spool_values){ 0 }, &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault)
        *ret_version = spool_get_number(rows, 0);
    return fault;
}

/* One step after the other, each a transaction: one that is cut off is done again. */
static enum fault bring_schema(struct spool *spool, struct error *err)
{
    int64_t version = 0;
    enum fault fault = read_version(spool, &version, err);

    if (!fault && (version < 0 || version > SPOOL_SCHEMA_VERSION))
        return error_set_code(err, FAULT_INPUT, "spool_version",
                              "spool: has version %lld, this program knows %d", (long long)version,
                              SPOOL_SCHEMA_VERSION);
    for (; !fault && version < SPOOL_SCHEMA_VERSION; version++) {
        fault = spool_begin(spool, err);
        if (!fault)
            fault = execute(spool, spool_schema_steps[version], err);
        fault = spool_end(spool, fault, err);
    }
    return fault;
}

/* A first transaction, so that the write-ahead log is there. */
static enum fault remember_files(struct spool *spool, struct error *err)
{
    struct stat status;
    enum fault fault = execute(spool, "BEGIN IMMEDIATE; COMMIT", err);

    for (size_t i = 0; !fault && i < ARRAY_SIZE(files); i++) {
        if (fstatat(spool->folder, files[i], &status, AT_SYMLINK_NOFOLLOW) != 0)
            return error_set_code(err, FAULT_INPUT, "spool_folder", "spool: %s: %s", files[i],
                                  strerror(errno));
        spool->files[i].device = status.st_dev;
        spool->files[i].number = status.st_ino;
    }
    return fault;
}

static bool files_are_there(const struct spool *spool)
{
    struct stat status;

    for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
        if (fstatat(spool->folder, files[i], &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            status.st_dev != spool->files[i].device || status.st_ino != spool->files[i].number)
            return false;
    }
    return true;
}

static enum fault open_file(struct spool *spool, const char *folder, struct error *err)
{
    static const char *const pragmas[] = {
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA journal_size_limit = 67108864",
    };
    CLEANUP(mem_free) char *path = mem_printf("%s/spool.db", folder);
    int rc =
        sqlite3_open_v2(path, &spool->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_FULLMUTEX, NULL);
    enum fault fault = rc == SQLITE_OK ? FAULT_NONE : fault_of(rc, err);

    for (size_t i = 0; !fault && i < ARRAY_SIZE(pragmas); i++)
        fault = execute(spool, pragmas[i], err);
    if (!fault)
        fault = check_file(spool, err);
    if (!fault)
        fault = remember_files(spool, err);
    if (!fault)
        fault = bring_schema(spool, err);
    return fault;
}

enum fault spool_open(const char *folder, struct spool **ret_spool, struct error *err)
{
    CLEANUP(spool_close) struct spool *spool = mem_new(1, sizeof(*spool));
    enum fault fault;

    spool->folder = spool->lock = -1;
    fault = take_lock(spool, folder, err);
    if (!fault)
        fault = open_file(spool, folder, err);
    if (fault)
        return fault;
    *ret_spool = TAKE(spool);
    return FAULT_NONE;
}

void spool_close(struct spool *spool)
{
    if (!spool)
        return;
    sqlite3_close(spool->db);
    if (spool->lock >= 0)
        close(spool->lock);
    if (spool->folder >= 0)
        close(spool->folder);
    mem_free(spool);
}

enum fault spool_begin(struct spool *spool, struct error *err)
{
    enum fault fault;

    assert(!spool->writing);
    if (FAULT_POINT("spool_full"))
        return fault_of(SQLITE_FULL, err);
    if (!files_are_there(spool))
        return error_set_code(err, FAULT_RETRY, "spool_gone",
                              "spool: its file is no longer in its folder; put it back");
    fault = execute(spool, "BEGIN IMMEDIATE", err);
    spool->writing = !fault;
    return fault;
}

enum fault spool_end(struct spool *spool, enum fault fault, struct error *err)
{
    if (!spool->writing)
        return fault;
    if (!fault)
        fault = execute(spool, "COMMIT", err);
    /* SQLite has undone it by itself after some faults. */
    if (fault && !sqlite3_get_autocommit(spool->db))
        (void)sqlite3_exec(spool->db, "ROLLBACK", NULL, NULL, NULL);
    spool->writing = false;
    return fault;
}

void spool_tidy(struct spool *spool)
{
    assert(!spool->writing);
    (void)sqlite3_exec(spool->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
}

static int bind(sqlite3_stmt *statement, int place, const struct spool_value *value)
{
    switch (value->kind) {
    case SPOOL_NUMBER:
        return sqlite3_bind_int64(statement, place, value->number);
    case SPOOL_TEXT:
        return sqlite3_bind_text64(statement, place, (const char *)value->bytes.data,
                                   value->bytes.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    case SPOOL_BYTES:
        return sqlite3_bind_blob64(statement, place,
                                   value->bytes.size ? value->bytes.data : (const uint8_t *)"",
                                   value->bytes.size, SQLITE_TRANSIENT);
    case SPOOL_NULL:
        break;
    }
    return sqlite3_bind_null(statement, place);
}

enum fault spool_query(struct spool *spool, const char *sql, struct spool_values values,
                       struct spool_rows **ret_rows, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = mem_new(1, sizeof(*rows));
    int rc;

    rows->spool = spool;
    rc = sqlite3_prepare_v2(spool->db, sql, -1, &rows->statement, NULL);
    assert(rc != SQLITE_ERROR); /* a fault of our own statement */
    for (size_t i = 0; rc == SQLITE_OK && i < values.n; i++)
        rc = bind(rows->statement, (int)i + 1, &values.all[i]);
    if (rc != SQLITE_OK)
        return fault_of(rc, err);
    *ret_rows = TAKE(rows);
    return FAULT_NONE;
}

void spool_rows_free(struct spool_rows *rows)
{
    if (!rows)
        return;
    sqlite3_finalize(rows->statement);
    mem_free(rows);
}

enum fault spool_next(struct spool_rows *rows, bool *ret_has, struct error *err)
{
    int rc;

    assert(rows); /* a query that failed leaves none */
    rc = sqlite3_step(rows->statement);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return fault_of(rc, err);
    *ret_has = rc == SQLITE_ROW;
    return FAULT_NONE;
}

enum fault spool_run(struct spool *spool, const char *sql, struct spool_values values,
                     struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;
    enum fault fault = spool_query(spool, sql, values, &rows, err);

    while (!fault && has)
        fault = spool_next(rows, &has, err);
    return fault;
}

int64_t spool_changed(const struct spool *spool) { return sqlite3_changes64(spool->db); }
int64_t spool_inserted(const struct spool *spool) { return sqlite3_last_insert_rowid(spool->db); }

int64_t spool_get_number(struct spool_rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

const char *spool_get_text(struct spool_rows *rows, int column)
{
    const unsigned char *text = sqlite3_column_text(rows->statement, column);

    return text ? (const char *)text : "";
}

struct bytes spool_get_bytes(struct spool_rows *rows, int column)
{
    const void *data = sqlite3_column_blob(rows->statement, column);

    return bytes_of(data, (size_t)sqlite3_column_bytes(rows->statement, column));
}

bool spool_get_is_null(struct spool_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

bool spool_copy_bytes(struct spool_rows *rows, int column, void *ret_bytes, size_t size)
{
    struct bytes bytes = spool_get_bytes(rows, column);

    memset(ret_bytes, 0, size);
    if (bytes.size != size)
        return false;
    memcpy(ret_bytes, bytes.data, size);
    return true;
}
