/** What went wrong on the page. */
declare var problems: string[];

/** Carries an order out, and answers what it answered. */
declare var carryOut: (order: string, text: string) => Promise<unknown>;
