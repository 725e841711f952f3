/* SPDX-License-Identifier: EUPL-1.2 */
/* drop - the API as files, for a system without HTTP: a folder in, and a folder out.
 *
 * in/<call>.<name>.json is a call of that party, in the body that the API takes. A file whose name
 * begins with '.' or ends in .tmp or .part is not looked at: write it so, then rename it.
 *
 *   concerns.NAME  concerns-fiks.NAME (the Norwegian form of KS Fiks)  referrals.NAME  messages.NAME
 *   consents.NAME  signatures.CONSENT  withdrawal.CONSENT  void.CONSENT
 *   answers.ID  registered.ID  returned.ID                     ID of something received
 *   take-back.ID  acknowledged.ID  forwarded.ID                ID of something sent
 *
 * Behind an ID, `.NAME` may follow. The answer goes to out/answers/<file name>, {"status": …, "body": …},
 * and only then the file goes; one that is not taken is kept in in/rejected/, its answer beside it as
 * <file name>.answer. After a crash between the two the same file is taken again, with the same
 * idempotency key: the same ids. A file that cannot be taken now (unreadable, 503) waits, and no other
 * waits for it.
 *
 * out/inbox/<id>.json is what was received, with its content; that it was fetched is in the spool
 * before the file has its name. out/outbox/<id>.json is what was sent, as it stands. A file is replaced
 * when there is something new to say. out/alarms.json is GET /v1/alarms, and is always there.
 */
#ifndef EDGE_DROP_H
#define EDGE_DROP_H

#include <systemd/sd-event.h>

#include "base/cleanup.h"
#include "base/error.h"

struct api;
struct drops;

/* Looks every second after the folders of each party that has them. `api` and its parties must outlive
 * it; `event` is referenced, and may be NULL. FAULT_INPUT "drop_folder"; FAULT_BROKEN "drop". */
MUST_CHECK enum fault drops_open(sd_event *event, struct api *api, struct drops **ret_drops,
                                 struct error *err);

/* Looks now. */
void drops_look(struct drops *drops);

/* Accepts NULL. */
void drops_close(struct drops *drops);
DEFINE_CLEANUP(struct drops *, drops_close)

#endif
