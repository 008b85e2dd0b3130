-- The topics every AmunX starts with. Runs again when it changes, so it updates what is there.
INSERT INTO topics (id, slug, title, description)
VALUES
    ('00000000-5eed-4000-8000-000000000101', 'startups', 'Startups',
     'Founding, failing and trying again.'),
    ('00000000-5eed-4000-8000-000000000102', 'music', 'Music',
     'Making it and hearing it.'),
    ('00000000-5eed-4000-8000-000000000103', 'languages', 'Languages',
     'Speaking one more: jeszcze jeden, もう一つ.'),
    ('00000000-5eed-4000-8000-000000000104', 'warsaw', 'Warsaw',
     'What goes on in the city.'),
    ('00000000-5eed-4000-8000-000000000105', 'science', 'Science',
     'What we know, and how.')
ON DUPLICATE KEY UPDATE
    title = VALUES(title),
    description = VALUES(description);
