import { z } from 'zod';

/** What differs from one custom delivery system to the next. */
export const deliveryOptions = z.strictObject({
  /** Where the system puts its files, each with its manifest; relative to `hub.config.json`. */
  dropFolder: z.string().min(1).optional(),
});
