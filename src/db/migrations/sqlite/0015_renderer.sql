-- Which version of the renderer wrote the HTML; older HTML is replaced in the background.
ALTER TABLE comment ADD COLUMN renderer INTEGER NOT NULL DEFAULT 0;
CREATE INDEX comment_renderer ON comment (renderer, site, id);
