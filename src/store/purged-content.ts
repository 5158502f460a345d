/** What stands where a purge has removed personal content: in audit records, in events, and in what was held. */
export const removedByPurge = 'Removed by a purge';

/** What a directory user and news of them are called by once they are purged: a name that no source gives. */
export const purgedNamePrefix = 'purged:';
