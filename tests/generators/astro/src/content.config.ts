import { defineCollection, z } from "astro:content";
import { glob } from "astro/loaders";

const schema = z.object({
  title: z.string(),
  @@z.boolean()@@
});
export const collections = { posts: defineCollection({ loader: glob({ pattern: "*.md", base: "./src/posts" }), schema }) };
