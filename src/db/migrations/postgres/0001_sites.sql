-- The blogs served.
CREATE TABLE site (
    -- never given out twice: cursors and logs of a removed site must not fit the next one
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- JSON of the policy where it differs from the defaults
    policy TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE site_origin (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    PRIMARY KEY (site, origin)
);
