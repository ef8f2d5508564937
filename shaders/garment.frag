#version 330 core
#include "include/light.glsl"
// Cloth in the light of the room. What is written is the square root of the camera's light:
// eight bits of it hold every code, whatever the curve of the picture. Beside it stands which
// side of the cloth it is: 1 outside, 0.5 inside.

in vec3 outwards;
#ifdef SEEN
in vec3 seen_from;
#endif
in vec2 at;
in vec2 open;

uniform vec3 reflectance;
uniform vec3 lamp_from;   // towards the brightest light
uniform vec3 lamp_light;  // what white that faces it would receive of it
uniform float inside;  // light that gets to the inner side of a collar or a cuff

#ifdef BASE
uniform sampler2D base;
uniform mat3x2 to_base;
#endif
#ifdef CUTOFF
uniform float cutoff;
#endif
#ifdef NORMAL
uniform sampler2D relief_map;
uniform mat3x2 to_relief;
uniform float relief;
#endif
#ifdef TANGENTS
in vec4 along;
#endif
#ifdef CRUSHED
in float crush;  // how far the joint below is bent
const float NOTHING = 256.0 / 255.0;  // twice 128: no change
#endif
#ifdef OCCLUSION
uniform sampler2D occlusion;  // what is left of the light; how rough it is, if that is beside it
uniform mat3x2 to_occlusion;
#ifdef SECOND_UV
in vec2 at_second;
#endif
#endif
#ifdef ROUGH
uniform sampler2D rough_map;
uniform mat3x2 to_rough;
#endif
#ifdef FUZZ
uniform float fuzz;
#endif
#ifdef GLOSS
uniform float gloss;
uniform float roughness;
uniform float metal;
uniform float sheen;
uniform vec3 shine_from;  // towards the light that is mirrored
uniform vec3 shine_light;
uniform float anisotropy;
#endif
#ifdef SOFTEN
uniform float soften;
#endif
uniform mat3 linear_to_camera;
uniform float knee;  // from where on highlights are bent

out vec4 painted;

// Textures are taken from half a step finer mipmaps than hardware would: beside pictures that
// were drawn at twice the size, prints are then half as far off.
const float SHARPER = -0.5;
#ifdef CRUSHED
const float DARKEST = 0.08;  // however deep a fold is, so much light gets there
#endif

#ifdef GLOSS
const float ROOM = 0.35;  // what a room shows beside its lamps, as a share of the light in it
// Nine harmonics know no horizon: what is mirrored from above it is lighter by such a share, and
// what is mirrored from below darker, from so near to it on (square of a sine). Without it satin
// in even light showed nothing that cotton would not.
const float HORIZON = 0.3, LEVEL = 0.06;

// Highlight of a lamp, as a factor on what white would show; GGX with Smith's masking.
float highlight(vec3 n, vec3 up, vec3 v, float rough) {
    vec3 h = normalize(v + shine_from);
    float nl = dot(n, shine_from), nv = max(dot(n, v), 0.05), nh = dot(n, h);
    if (nl <= 0.0) return 0.0;
    float alpha = max(rough * rough, 0.01);
    float d = (1.0 - nh * nh) / (alpha * alpha);
#ifdef THREADS
    // drawn out along the threads that lie upwards (Burley 2012, "Physically-based shading at
    // Disney"); folds hang down, so upwards is the same way on both of their sides
    vec3 b = up - dot(n, up) * n;
    b /= max(length(b), 1e-4);
    float aspect = 1.0 - 0.9 * anisotropy;
    float x = dot(cross(b, n), h), y = dot(b, h);
    d = (x * x / aspect + y * y * aspect) / (alpha * alpha);
#endif
    d += nh * nh;
    float masking = 0.5 / mix(2.0 * nl * nv, nl + nv, alpha);
    // relief may turn what is seen away from who sees it
    return smoothstep(0.0, 0.25, dot(n, v)) * nl * masking / (alpha * alpha * d * d);
}
#endif

// Highlights are bent towards white instead of clipped, so they keep their shape: the strongest
// and the weakest channel are, and the third stays where it was between them, which keeps the
// hue, as makers of raw converters do it.
vec3 rolled_off(vec3 shown) {
    vec2 ends = vec2(max(max(shown.r, shown.g), shown.b), min(min(shown.r, shown.g), shown.b));
    vec2 over = max(ends - knee, vec2(0.0));
    float room = 1.0 - knee;
    vec2 bent = min(ends, vec2(knee)) + room * over * inversesqrt(room * room + over * over);
    return bent.y + (shown - ends.y) * (bent.x - bent.y) / max(ends.x - ends.y, 1e-4);
}

void main() {
#ifdef BASE
    vec4 texel = texture(base, to_base * vec3(at, 1.0), SHARPER);
#ifdef CUTOFF
    if (texel.a < cutoff) discard;
#endif
    vec3 cloth = reflectance * texel.rgb;
#ifdef CRUSHED
    cloth *= max(1.0 + crush * (2.0 * texel.a - NOTHING), DARKEST);
#endif
#else
    vec3 cloth = reflectance;
#endif
    float side = gl_FrontFacing ? 1.0 : -1.0;
    vec3 n = normalize(outwards);
#ifdef TANGENTS
    vec3 t = along.xyz;
#else
    vec3 t = vec3(1.0, 0.0, 0.0);
#endif
#ifdef GLOSS
    vec3 up = cross(n, t);
#endif
#ifdef NORMAL
#ifdef CRUSHED
    vec4 folds = 2.0 * texture(relief_map, to_relief * vec3(at, 1.0), SHARPER);
    vec3 way = vec3(folds.xy - 1.0, 0.0);
    way.z = sqrt(max(1.0 - dot(way.xy, way.xy), 0.0));
    way.xy += crush * way.z * (folds.zw - NOTHING);
#else
    vec3 way = 2.0 * texture(relief_map, to_relief * vec3(at, 1.0), SHARPER).rgb - 1.0;
#endif
    way.xy *= relief;
    n = normalize(way.x * t - way.y * along.w * cross(n, t) + max(way.z, 0.1) * n);
#endif
    n *= side;
#ifdef SEEN
    vec3 v = normalize(seen_from);
#endif
#ifdef FUZZ
    // Fibres that stand on end hide more of the cloth below them the more aslant they are seen,
    // as scatterers in a thin layer do (Koenderink and Pont 2003, "The secret of velvety skin").
    // A deep layer of what scatters light w times of one evenly shows R, w = 4 R / (1 + R)^2;
    // a thin one that is lit by the room and by the cloth shows w (1 + R) / 2 = 2 R / (1 + R).
    // They stand above the relief, so only the form's own normal counts.
    float aslant = max(abs(dot(normalize(outwards), v)), 0.05);
    cloth += (1.0 - exp(fuzz - fuzz / aslant)) * (cloth - cloth * cloth) / (1.0 + cloth);
#endif
    float reached = open.x * (gl_FrontFacing ? 1.0 : inside);
#ifdef OCCLUSION
#ifdef SECOND_UV
    vec2 place = at_second;
#else
    vec2 place = at;
#endif
    vec2 baked = texture(occlusion, to_occlusion * vec3(place, 1.0)).rg;
    reached *= baked.r;
#endif
    vec3 light = irradiance(n);
    light -= min((1.0 - open.y) * max(dot(n, lamp_from), 0.0) * lamp_light, 0.8 * light);
#ifdef SOFTEN
    light = mix(light, irradiance(vec3(0.0, 0.0, 1.0)), 0.5 * soften);
#endif
#ifdef GLOSS
    float rough = roughness;
#ifdef ROUGH_BESIDE
    rough *= baked.g;
#endif
#ifdef ROUGH
    rough *= texture(rough_map, to_rough * vec3(at, 1.0)).r;
#endif
    vec3 to_room = reflect(-v, n);
    vec3 around = irradiance(to_room);
    around *= 1.0 + HORIZON * to_room.y * inversesqrt(to_room.y * to_room.y + LEVEL);
    vec3 lamp = open.y * highlight(n, up, v, rough) * shine_light;
    // The colour that is known is of all that the cloth sends back, and its gloss is part of it.
    vec3 facing = mix(vec3(0.04 * gloss), cloth, metal);
    vec3 shown = light * max(cloth - ROOM * facing, 0.2 * cloth);
    // What threads send on as mirrors do has the colour of the cloth: in even light nothing is
    // told from what they scatter.
    vec3 beside = max(dot(to_room, shine_from), 0.0) * shine_light;
    shown += sheen * cloth * (max(around - beside, 0.2 * around) + lamp - light);
    float grazing = 1.0 - max(dot(n, v), 0.0);
    float bent = grazing * grazing * grazing * grazing * grazing;
    // at its rims, too, silk mirrors itself rather than the room
    float rim = (1.0 - rough) * gloss * (1.0 - sheen);
    vec3 mirrored = facing + max(vec3(rim) - facing, vec3(0.0)) * bent;
    shown *= 1.0 - metal;
    shown += mirrored * (lamp + mix(ROOM, 1.0, metal) * around);
#else
    vec3 shown = light * cloth;
#endif
    shown *= reached;
    shown = linear_to_camera * shown;
    painted = vec4(sqrt(rolled_off(max(shown, vec3(0.0)))), gl_FrontFacing ? 1.0 : 0.5);
}
