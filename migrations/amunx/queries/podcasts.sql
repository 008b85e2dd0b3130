-- Podcasts: shows, and the feed at /podcasts/rss/{slug}.xml.

-- name: CreateShow :exec
INSERT INTO podcast_shows (id, owner_id, title, rss_slug)
VALUES ('00000000-5eed-4000-8000-000000000501', '00000000-5eed-4000-8000-000000000201', 'First hundred',
        'first-hundred');
-- name: AddEpisode :exec
INSERT INTO podcast_show_episodes (show_id, audio_id)
VALUES ('00000000-5eed-4000-8000-000000000501', '00000000-5eed-4000-8000-000000000401'),
       ('00000000-5eed-4000-8000-000000000501', '00000000-5eed-4000-8000-000000000402');

-- Only what is public leaves by RSS.
-- name: ListFeed :many
-- dunlin: expect rows = 1
-- dunlin: expect value = 'The first hundred customers'
SELECT a.title, a.audio_url, a.duration_sec, e.published_at
FROM podcast_shows AS s
    JOIN podcast_show_episodes AS e ON e.show_id = s.id
    JOIN audio_items AS a ON a.id = e.audio_id
WHERE s.rss_slug = 'first-hundred' AND a.visibility = 'public' AND a.status = 'ready'
ORDER BY e.published_at DESC;

-- A slug is one show's, and can stand in a URL.
-- dunlin: expect error 23505
INSERT INTO podcast_shows (owner_id, title, rss_slug)
VALUES ('00000000-5eed-4000-8000-000000000202', 'Another', 'first-hundred');
-- dunlin: expect error 23514
UPDATE podcast_shows SET rss_slug = 'First Hundred';
