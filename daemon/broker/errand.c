/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/errand.h"

#include "base/memory.h"
#include "broker/broker.h"

void *errand_new(struct broker *broker, size_t size)
{
    struct errand *errand = mem_new(1, size);

    errand->broker = broker;
    TAILQ_INSERT_TAIL(&broker->errands, errand, entry);
    return errand;
}

void errand_end(void *ended)
{
    struct errand *errand = ended;

    if (!errand)
        return;
    TAILQ_REMOVE(&errand->broker->errands, errand, entry);
    mem_free(errand);
}
