#include "fix/trial.h"

/* A slot of the index is free where it is 0, and else one more than the number of a trial. */
static uint32_t slot_of(const struct fixing *fixing, const char *fingerprint)
{
	uint32_t slot = (uint32_t)str_hash(str_of(fingerprint)) & (fixing->trial_slots - 1);
	while (fixing->trial_index[slot] && strcmp(fixing->trials[fixing->trial_index[slot] - 1].fingerprint, fingerprint))
		slot = (slot + 1) & (fixing->trial_slots - 1);
	return slot;
}

struct trial *trial_find(const struct fixing *fixing, const struct diag *diag)
{
	uint32_t found = fixing->trial_slots ? fixing->trial_index[slot_of(fixing, diag->fingerprint)] : 0;
	return found ? &fixing->trials[found - 1] : NULL;
}

static void grow(struct fixing *fixing)
{
	fixing->trial_room = fixing->trial_room ? 2 * fixing->trial_room : 16;
	fixing->trials = arena_grow(fixing->arena, fixing->trials, fixing->trial_count, fixing->trial_room, sizeof *fixing->trials);
	fixing->trial_slots = 2 * fixing->trial_room;
	fixing->trial_index = arena_array(fixing->arena, fixing->trial_slots, sizeof *fixing->trial_index);
	for (uint32_t i = 0; i < fixing->trial_count; i++)
		fixing->trial_index[slot_of(fixing, fixing->trials[i].fingerprint)] = i + 1;
}

struct trial *trial_of(struct fixing *fixing, const struct diag *diag)
{
	struct trial *trial = trial_find(fixing, diag);
	if (trial)
		return trial;
	if (fixing->trial_count == fixing->trial_room)
		grow(fixing);
	trial = &fixing->trials[fixing->trial_count++];
	*trial = (struct trial){ .fingerprint = diag->fingerprint };
	fixing->trial_index[slot_of(fixing, diag->fingerprint)] = fixing->trial_count;
	return trial;
}
