#version 330 core
#include "include/lens.glsl"
// Cloth that was posed already: everything is in camera space.

in vec3 place;
in vec3 normal;
#ifdef TANGENTS
in vec4 tangent;
out vec4 along;
#endif
#ifdef CRUSHED
in float bend;
out float crush;
#endif
in vec2 uv;
#ifdef SECOND_UV
in vec2 second_uv;
out vec2 at_second;
#endif

const int MOST_LIMBS = 16;
uniform int limbs;
uniform vec4 limb_from[MOST_LIMBS];  // where a limb begins, and its radius; m
uniform vec4 limb_to[MOST_LIMBS];

out vec3 outwards;
#ifdef SEEN
out vec3 seen_from;
#endif
out vec2 at;
out vec2 open;  // share of the surroundings, and of the lamp, that limbs leave in sight

uniform vec3 lamp_from;

const float LAMP_WIDTH = 0.25;  // of its disk beside its distance: windows and ceilings are wide

// How much of the sky above a surface a ball hides; Quilez (2014), "Sphere ambient occlusion".
float hidden_by_limb(vec3 here, vec3 up, vec4 from, vec4 to) {
    vec3 bone = to.xyz - from.xyz;
    float share = clamp(dot(here - from.xyz, bone) / max(dot(bone, bone), 1e-6), 0.0, 1.0);
    vec3 way = from.xyz + share * bone - here;
    float radius = mix(from.w, to.w, share);
    float distance = length(way);
    float size = radius / max(distance, radius * 1.05);
    return clamp(dot(up, way) / max(distance, 1e-4), 0.0, 1.0) * size * size;
}

// How much of the lamp a limb hides, by how near the way to the lamp comes to it.
float shadow_of_limb(vec3 here, vec4 from, vec4 to) {
    vec3 bone = to.xyz - from.xyz, off = here - from.xyz;
    float length2 = dot(bone, bone), along = dot(bone, lamp_from);
    float share = dot(bone, off) - dot(lamp_from, off) * along;
    share = clamp(share / max(length2 - along * along, 1e-6), 0.0, 1.0);
    float away = share * along - dot(lamp_from, off);
    float radius = mix(from.w, to.w, share);
    float gap = length(off + max(away, 0.0) * lamp_from - share * bone) - radius;
    float half_shade = 0.01 + LAMP_WIDTH * max(away, 0.0);
    // a limb casts no shadow on its own sleeve
    return (1.0 - smoothstep(-half_shade, half_shade, gap)) * smoothstep(radius, 2.5 * radius, away);
}

void main() {
    vec3 up = normalize(normal);
    open = vec2(1.0);
    for (int i = 0; i < limbs; i++) {
        open.x = min(open.x, 1.0 - hidden_by_limb(place, up, limb_from[i], limb_to[i]));
        open.y = min(open.y, 1.0 - shadow_of_limb(place, limb_from[i], limb_to[i]));
    }
    outwards = up;
#ifdef SEEN
    seen_from = -place;
#endif
    at = uv;
#ifdef TANGENTS
    along = tangent;
#endif
#ifdef CRUSHED
    crush = bend;
#endif
#ifdef SECOND_UV
    at_second = second_uv;
#endif
    gl_Position = project(place);
}
